package io.millrace.serve.kafka.flow;

import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Places an event, whose record carries wall-clock milliseconds, on the cascade's clock, which
 * counts nanoseconds and never jumps.
 *
 * <p>Safe for use by many threads.
 *
 * @param nanoClock the cascade's
 * @param wallClock the producers', as well as machines agree
 */
public record EventTimes(LongSupplier nanoClock, InstantSource wallClock) {
  /** A deadline as far as this is none: it keeps sums of nanoseconds from overflowing. */
  private static final long NEVER_MS = TimeUnit.DAYS.toMillis(365);

  private static final int NANOS_PER_MS = 1_000_000;

  /** Now, on the cascade's clock. */
  long nanos() {
    return nanoClock.getAsLong();
  }

  /**
   * The instant on the cascade's clock at which an answer becomes useless.
   *
   * @param deadlineMs milliseconds after {@code timestampMs}
   * @return {@link Long#MAX_VALUE} for never
   */
  long deadlineNanos(OptionalLong deadlineMs, long timestampMs, long nowNanos) {
    if (deadlineMs.isEmpty() || deadlineMs.getAsLong() > NEVER_MS) {
      return Long.MAX_VALUE;
    }
    long leftMs = deadlineMs.getAsLong() - ageMs(timestampMs);
    return nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.max(leftMs, -NEVER_MS));
  }

  /** The instant on the cascade's clock that was so on the wall clock; no later than now. */
  long nanosOf(long wallMs, long nowNanos) {
    return nowNanos - TimeUnit.MILLISECONDS.toNanos(ageMs(wallMs));
  }

  /**
   * From the event's timestamp to now. Kafka cuts timestamps to whole milliseconds, which would
   * make every event half a one older on average: as much is taken off.
   */
  long endToEndNanos(long timestampMs) {
    Instant now = wallClock.instant();
    long ageMs = timestampMs < 0 ? 0 : now.toEpochMilli() - timestampMs;
    if (ageMs < 0) {
      return 0;
    }
    long restNanos = now.getNano() % NANOS_PER_MS - NANOS_PER_MS / 2;
    return Math.max(0, TimeUnit.MILLISECONDS.toNanos(ageMs) + restNanos);
  }

  /** Milliseconds since the timestamp; 0 if it is absent (negative) or in the future. */
  private long ageMs(long timestampMs) {
    return timestampMs < 0 ? 0 : Math.max(0, wallClock.millis() - timestampMs);
  }
}

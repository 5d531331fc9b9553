package io.millrace.serve.trace;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What spans are dated by: nanoseconds since 1970, which within one event never jump.
 *
 * <p>Immutable.
 *
 * @param nanoClock counts from anywhere
 * @param offsetNanos from there to 1970
 */
record SpanClock(LongSupplier nanoClock, long offsetNanos) {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** One that agrees with the wall clock now. */
  static SpanClock at(LongSupplier nanoClock, InstantSource wallClock) {
    Instant now = wallClock.instant();
    return new SpanClock(
        nanoClock, now.getEpochSecond() * NANOS_PER_SECOND + now.getNano() - nanoClock.getAsLong());
  }

  long nanos() {
    return nanoClock.getAsLong() + offsetNanos;
  }
}

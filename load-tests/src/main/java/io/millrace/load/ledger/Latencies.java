package io.millrace.load.ledger;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Latencies of a run so far and since the last look, in microseconds: from the moment an event was
 * due to the moment its answer was read, and the time that the service says it had the event.
 *
 * <p>Not for sharing: guarded by the ledger.
 */
public final class Latencies {
  private static final long HIGHEST_MICROS = Duration.ofHours(1).toNanos() / 1_000;
  private static final int DIGITS = 3;

  private final Histogram all = histogram();
  private final Histogram service = histogram();
  private Interval interval = interval();

  /**
   * What came since the last look.
   *
   * @param warmUp due within the warm-up, and in no figure
   * @param counted all others
   * @param service of the counted ones, by the service's own word
   */
  public record Interval(Histogram warmUp, Histogram counted, Histogram service) {}

  private static Histogram histogram() {
    return new Histogram(HIGHEST_MICROS, DIGITS);
  }

  /** They hold few values each, over a narrow range: no more memory than they need. */
  private static Interval interval() {
    return new Interval(new Histogram(DIGITS), new Histogram(DIGITS), new Histogram(DIGITS));
  }

  /** An answer to an event that was due within the warm-up. */
  void warmUp(long micros) {
    interval.warmUp.recordValue(Math.min(micros, HIGHEST_MICROS));
  }

  /**
   * An answer.
   *
   * @param serviceMs negative if the service does not say
   */
  void counted(long micros, double serviceMs) {
    all.recordValue(Math.min(micros, HIGHEST_MICROS));
    interval.counted.recordValue(Math.min(micros, HIGHEST_MICROS));
    if (serviceMs >= 0) {
      long serviceMicros = Math.min(Math.round(serviceMs * 1e3), HIGHEST_MICROS);
      service.recordValue(serviceMicros);
      interval.service.recordValue(serviceMicros);
    }
  }

  /** Since the last time this was asked. */
  Interval take() {
    Interval taken = interval;
    interval = interval();
    return taken;
  }

  /** A copy of all that counts. */
  Histogram all() {
    return all.copy();
  }

  Latency latency() {
    return Latency.of(all);
  }

  Latency service() {
    return Latency.of(service);
  }
}

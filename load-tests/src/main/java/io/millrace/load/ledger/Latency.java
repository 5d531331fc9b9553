package io.millrace.load.ledger;

import org.HdrHistogram.Histogram;

/**
 * Percentiles in milliseconds; not numbers where nothing was measured.
 *
 * <p>Immutable.
 */
public record Latency(double p50Ms, double p90Ms, double p99Ms, double p999Ms, double maxMs) {
  /** Those of a histogram of microseconds. */
  public static Latency of(Histogram micros) {
    return new Latency(
        at(micros, 50), at(micros, 90), at(micros, 99), at(micros, 99.9), at(micros, 100));
  }

  private static double at(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percentile) / 1e3;
  }
}

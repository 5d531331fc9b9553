package io.millrace.serve.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.IntStream;

/** Upper bounds of histogram buckets, ascending. */
final class Buckets {
  /**
   * Seconds from 0.1 ms to 10 s in 60 geometric steps, for scrapes in text: each bound is 1.2155
   * times the one below, so a quantile read from the histogram is off by a tenth at most where
   * latencies lie close together, and by a few percent where they are spread. Micrometer's own list
   * for percentiles has 276 buckets, which every scrape of every stage would carry. Scrapes in
   * protobuf get native buckets instead, see {@link Meters}.
   */
  static final double[] LATENCY_SECONDS = geometric(1e-4, 10, 60);

  /** Powers of two up to the largest batch that may be configured. */
  static final double[] SIZES = IntStream.rangeClosed(0, 12).mapToDouble(n -> 1 << n).toArray();

  /** Twentieths of 1. */
  static final double[] SHARES = IntStream.rangeClosed(1, 20).mapToDouble(n -> n / 20.0).toArray();

  private Buckets() {}

  private static double[] geometric(double lowest, double highest, int count) {
    return IntStream.range(0, count)
        .mapToDouble(n -> lowest * Math.pow(highest / lowest, n / (count - 1.0)))
        .map(Buckets::rounded)
        .toArray();
  }

  /** To three digits, for the eyes of those who read the scrape. */
  private static double rounded(double bound) {
    return new BigDecimal(bound).round(new MathContext(3)).doubleValue();
  }
}

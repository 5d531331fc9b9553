package io.millrace.serve.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Upper bounds of histogram buckets, ascending. */
final class Buckets {
  /**
   * Seconds from 0.1 ms to 10 s, for scrapes in text: ten bounds to the first decade, twelve to
   * each of the others, 59 in all, and each power of ten is one, so that it can be an objective. A
   * quantile read from them is off by a tenth at most where latencies lie close together, and by a
   * few percent where they are spread. Micrometer's own list for percentiles has 276, which every
   * scrape of every stage would carry. Scrapes in protobuf get native buckets instead, see {@link
   * Meters}.
   */
  static final double[] LATENCY_SECONDS =
      DoubleStream.concat(
              IntStream.range(0, 10).mapToDouble(n -> Math.pow(10, n / 10.0 - 4)),
              IntStream.rangeClosed(0, 48).mapToDouble(n -> Math.pow(10, n / 12.0 - 3)))
          .map(Buckets::rounded)
          .toArray();

  /** Powers of two up to the largest batch that may be configured. */
  static final double[] SIZES = IntStream.rangeClosed(0, 12).mapToDouble(n -> 1 << n).toArray();

  /** Twentieths of 1. */
  static final double[] SHARES = IntStream.rangeClosed(1, 20).mapToDouble(n -> n / 20.0).toArray();

  private Buckets() {}

  /** To three digits, for the eyes of those who read the scrape. */
  private static double rounded(double bound) {
    return new BigDecimal(bound).round(new MathContext(3)).doubleValue();
  }
}

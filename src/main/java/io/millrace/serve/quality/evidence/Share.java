package io.millrace.serve.quality.evidence;

/**
 * A share of observations, with what it says of the share behind them.
 *
 * <pre>
 * centre = (p + z^2 / 2n) / (1 + z^2 / n)
 * half   = z / (1 + z^2 / n) sqrt(p (1 - p) / n + z^2 / 4n^2)
 * </pre>
 *
 * <p>Immutable. Source: Wilson, Probable Inference, the Law of Succession, and Statistical
 * Inference, JASA 1927. It holds for few observations too, and stays within 0..1.
 *
 * @param hits how many of them
 * @param trials observations
 */
public record Share(long hits, long trials) {
  /** Normal quantile of an interval that holds in 95 of 100 cases. */
  public static final double Z95 = 1.959963984540054;

  /**
   * @throws IllegalArgumentException if there are more hits than trials, or less than none
   */
  public Share {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(
          "Share: expected 0..%d hits, found %d".formatted(trials, hits));
    }
  }

  /** The share observed, 0..1; NaN of nothing. */
  public double rate() {
    return hits / (double) trials;
  }

  /** Lower end of the interval; 0 of nothing. */
  public double lower(double z) {
    return trials == 0 ? 0 : Math.max(0, centre(z) - half(z));
  }

  /** Upper end of the interval; 1 of nothing. */
  public double upper(double z) {
    return trials == 0 ? 1 : Math.min(1, centre(z) + half(z));
  }

  private double centre(double z) {
    return (rate() + z * z / (2 * trials)) / (1 + z * z / trials);
  }

  private double half(double z) {
    double p = rate();
    double variance = p * (1 - p) / trials + z * z / (4.0 * trials * trials);
    return z / (1 + z * z / trials) * Math.sqrt(variance);
  }
}

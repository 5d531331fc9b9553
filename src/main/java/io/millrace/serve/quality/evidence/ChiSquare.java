package io.millrace.serve.quality.evidence;

/**
 * The chi-square distribution.
 *
 * <p>Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.4 and 26.4.5: closed
 * sums for whole degrees of freedom.
 */
final class ChiSquare {
  private ChiSquare() {}

  /**
   * Chance of a value above {@code x}.
   *
   * @param degrees of freedom, at least 1
   */
  static double above(double x, int degrees) {
    if (x <= 0) {
      return 1;
    }
    boolean isEven = degrees % 2 == 0;
    double term = isEven ? Math.exp(-x / 2) : 2 * density(Math.sqrt(x)) * Math.sqrt(x);
    double sum = isEven ? term : 2 * normalAbove(Math.sqrt(x));
    for (int k = isEven ? 2 : 1; k < degrees; k += 2) {
      // Each term is the one before times x over the next even, or odd, number.
      if (isEven || k > 1) {
        term *= x / k;
      }
      sum += term;
    }
    return Math.min(1, sum);
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /**
   * Chance of a standard normal value above {@code z}, at least 0: by its series near 0, by its
   * continued fraction in the tail (26.2.11, 26.2.14).
   */
  private static double normalAbove(double z) {
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int k = 3; Math.abs(term) > 1e-17 && k < 400; k += 2) {
        term *= z * z / k;
        sum += term;
      }
      return Math.max(0, 0.5 - density(z) * sum);
    }
    double fraction = z;
    for (int k = 60; k > 0; k--) {
      fraction = z + k / fraction;
    }
    return density(z) / fraction;
  }
}

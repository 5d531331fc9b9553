package io.millrace.compress.compare;

/**
 * McNemar's test of two models on the same utterances, exact: where both are right or both are
 * wrong says nothing of which is better, and of those that remain, were they equal, each would win
 * half.
 *
 * <pre>
 * p        = min(1, 2 P(X >= max(b, c))),  X ~ Binomial(b + c, 1/2)
 * interval = d +- z sqrt(b' + c' - (c' - b')^2 / n') / n',  d = (c' - b') / n'
 * </pre>
 *
 * where b' and c' are b and c plus a half, and n' is n plus two, so that few differences do not
 * make the interval too narrow.
 *
 * <p>Immutable.
 *
 * <p>Source: McNemar, Note on the Sampling Error of the Difference Between Correlated Proportions,
 * Psychometrika 1947; Agresti and Min, Simple Improved Confidence Intervals for Comparing Matched
 * Proportions, Statistics in Medicine 2005, section 2.
 *
 * @param utterances n, at least 1
 * @param onlyOldRight b
 * @param onlyNewRight c
 */
record PairedTest(int utterances, int onlyOldRight, int onlyNewRight) {
  /** A difference of accuracy, new minus old, with the ends of its confidence interval. */
  record Difference(double value, double lower, double upper) {}

  /** Counts where one of the two is right: {@code [utterances]} each. */
  static PairedTest of(boolean[] oldRight, boolean[] newRight) {
    int onlyOld = 0;
    int onlyNew = 0;
    for (int i = 0; i < oldRight.length; i++) {
      onlyOld += oldRight[i] && !newRight[i] ? 1 : 0;
      onlyNew += newRight[i] && !oldRight[i] ? 1 : 0;
    }
    return new PairedTest(oldRight.length, onlyOld, onlyNew);
  }

  /** Utterances on which one of the two is right. */
  int discordant() {
    return onlyOldRight + onlyNewRight;
  }

  /** The chance, 0..1, of so many wins or more for either of two equal models. */
  double pValue() {
    int n = discordant();
    int most = Math.max(onlyOldRight, onlyNewRight);
    // C(n, k) / 2^n, from k = n down to the greater count; by logarithms, since 2^n overflows.
    double logTerm = -n * Math.log(2);
    double tail = 0;
    for (int k = n; k >= most; k--) {
      tail += Math.exp(logTerm);
      logTerm += Math.log(k) - Math.log(n - k + 1.0);
    }
    return Math.min(1, 2 * tail);
  }

  /** The difference, with an interval that misses the true one with a chance of about alpha. */
  Difference difference(double alpha) {
    double n = utterances + 2.0;
    double lost = onlyOldRight + 0.5;
    double won = onlyNewRight + 0.5;
    double net = won - lost;
    double half = quantile(alpha / 2) * Math.sqrt(won + lost - net * net / n) / n;
    return new Difference(
        (onlyNewRight - onlyOldRight) / (double) utterances,
        Math.max(-1, net / n - half),
        Math.min(1, net / n + half));
  }

  /**
   * What a standard normal number exceeds with a chance of p, at most a half; off by less than
   * 0.0005.
   *
   * <p>Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23.
   */
  private static double quantile(double p) {
    double t = Math.sqrt(-2 * Math.log(p));
    return t
        - (2.515517 + t * (0.802853 + t * 0.010328))
            / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  }
}

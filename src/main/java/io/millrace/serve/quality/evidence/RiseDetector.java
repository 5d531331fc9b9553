package io.millrace.serve.quality.evidence;

import java.util.Arrays;

/**
 * Notices that the mean of values in 0..1 has risen above a bound, whatever their distribution.
 *
 * <p>A gambler bets on each value to exceed the bound {@code m}, at several stakes, and starts anew
 * whenever he would have done better to wait:
 *
 * <pre>
 * evidence_k = max(evidence_k, 1) (1 + bet_k (x - m)),  bet_k = 1 / (2^k m), k = 1..4
 * raised if the mean of all evidence_k >= n
 * </pre>
 *
 * <p><b>False alarms.</b> While the mean of each value given those before is at most {@code m}, no
 * factor grows on average, so the evidence of all starts together has mean at most t after t
 * values: an alarm within t values has a chance of at most {@code t / n}, and the mean time to one
 * is at least {@code n}. No assumption on the distribution, or on independence, is made.
 *
 * <p>Immutable; the state is the evidence, {@code [4]}, which the caller keeps.
 *
 * <p>Source: Shin, Ramdas and Rinaldo, E-detectors: a nonparametric framework for sequential change
 * detection, NEJSDS 2023, definition 2.6 (CUSUM), theorem 2.4 (mean time to a false alarm), with
 * the bets of section 5; for 0 and 1 alone it is Page's CUSUM, Biometrika 1954.
 *
 * @param bound {@code m}, above 0 and below 1
 * @param level {@code n}: one false alarm in that many values, or fewer
 */
public record RiseDetector(double bound, double level) {
  private static final int BETS = 4;

  /**
   * @throws IllegalArgumentException if the bound or level is out of its range
   */
  public RiseDetector {
    if (!(bound > 0 && bound < 1) || !(level >= 1)) {
      throw new IllegalArgumentException(
          "Detector: expected a bound above 0 and below 1 and a level of at least 1, found %s and %s"
              .formatted(bound, level));
    }
  }

  /** What is known before the first value. */
  public static double[] nothing() {
    return new double[BETS];
  }

  /**
   * The evidence after one more value.
   *
   * @param value 0..1
   */
  public double[] next(double[] evidence, double value) {
    double[] next = new double[BETS];
    double bet = 1 / bound;
    for (int i = 0; i < BETS; i++) {
      bet /= 2;
      next[i] = Math.max(evidence[i], 1) * (1 + bet * (value - bound));
    }
    return next;
  }

  /** Evidence as a share of what raises, on a logarithmic scale: 0..1, and 1 or more is raised. */
  public double strength(double[] evidence) {
    double mean = Arrays.stream(evidence).average().orElseThrow();
    return Math.max(0, Math.log(mean) / Math.log(level));
  }

  /** Whether the mean has risen. */
  public boolean isRaised(double[] evidence) {
    return Arrays.stream(evidence).average().orElseThrow() >= level;
  }
}

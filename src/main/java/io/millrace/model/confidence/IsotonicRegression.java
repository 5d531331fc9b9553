package io.millrace.model.confidence;

import java.util.Arrays;

/**
 * The nearest sequence that never falls: where neighbours fall, they are pooled to their weighted
 * mean.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Ayer, Brunk, Ewing, Reid and Silverman, An Empirical Distribution Function for
 * Sampling with Incomplete Information, Annals of Mathematical Statistics 1955 (pool adjacent
 * violators).
 */
public final class IsotonicRegression {
  private IsotonicRegression() {}

  /**
   * The sequence of least weighted squares.
   *
   * @param values {@code [n]}
   * @param weights {@code [n]}, above 0
   */
  public static double[] rising(double[] values, double[] weights) {
    double[] means = new double[values.length];
    double[] masses = new double[values.length];
    int[] ends = new int[values.length];
    int blocks = 0;
    for (int i = 0; i < values.length; i++) {
      means[blocks] = values[i];
      masses[blocks] = weights[i];
      ends[blocks] = i + 1;
      blocks++;
      while (blocks > 1 && means[blocks - 2] >= means[blocks - 1]) {
        double mass = masses[blocks - 2] + masses[blocks - 1];
        means[blocks - 2] += (means[blocks - 1] - means[blocks - 2]) * masses[blocks - 1] / mass;
        masses[blocks - 2] = mass;
        ends[blocks - 2] = ends[blocks - 1];
        blocks--;
      }
    }
    double[] fitted = new double[values.length];
    for (int block = 0; block < blocks; block++) {
      Arrays.fill(fitted, block == 0 ? 0 : ends[block - 1], ends[block], means[block]);
    }
    return fitted;
  }
}

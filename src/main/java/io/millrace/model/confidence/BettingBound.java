package io.millrace.model.confidence;

/**
 * An upper confidence bound of the mean of values in 0..1 that is tight where their variance is
 * small: a gambler bets against each mean {@code m} that values fall short of it, and means at
 * which his capital grew to {@code 1 / delta} are refuted.
 *
 * <pre>
 * capital_t(m) = product over i of (1 - bet_i (x_i - m))
 * bet_i        = min(sqrt(2 log(1 / delta) / (n variance_i)), 3/4 / (1 - m)), of the values before i alone
 * bound        = highest m whose capital stayed below 1 / delta at every t
 * </pre>
 *
 * <p>At the true mean the capital is a martingale, so by Ville's inequality it reaches {@code 1 /
 * delta} with a chance of at most delta. Capital grows with {@code m}, so bisection finds the
 * bound. Values must come in an order that does not depend on them.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Waudby-Smith and Ramdas, Estimating Means of Bounded Random Variables by Betting,
 * JRSS-B 2024, section 4: Theorem 3 (hedged capital), here the half that bounds from above, with
 * the bets of its equation for fixed sample size and the truncation c = 3/4 of its remarks.
 */
public final class BettingBound {
  private static final double TRUNCATION = 0.75;
  private static final double TOLERANCE = 1e-7;

  private BettingBound() {}

  /**
   * The bound, 0..1: the mean lies above it with a chance of at most {@code delta}.
   *
   * @param values {@code [n]}, 0..1, independent draws in random order
   * @throws IllegalArgumentException if there are none, one lies outside 0..1 or is no number, or
   *     delta lies outside 0..1
   */
  public static double upper(double[] values, double delta) {
    require(values, delta);
    double[] bets = bets(values, delta);
    double target = Math.log(1 / delta);
    double low = 0;
    double high = 1;
    while (high - low > TOLERANCE) {
      double mean = (low + high) / 2;
      if (highestLogCapital(values, bets, mean) >= target) {
        high = mean;
      } else {
        low = mean;
      }
    }
    return high;
  }

  /**
   * True if the bound is at most {@code mean}, which takes a fraction of the time that the bound
   * takes.
   *
   * @throws IllegalArgumentException as {@link #upper} does
   */
  public static boolean isAtMost(double mean, double[] values, double delta) {
    require(values, delta);
    return highestLogCapital(values, bets(values, delta), mean) >= Math.log(1 / delta);
  }

  /** What the gambler would bet but for truncation; each bet knows the values before it only. */
  private static double[] bets(double[] values, double delta) {
    double[] bets = new double[values.length];
    double sum = 0.5;
    double squares = 0.25;
    for (int i = 0; i < values.length; i++) {
      double variance = squares / (i + 1);
      bets[i] = Math.sqrt(2 * Math.log(1 / delta) / (values.length * variance));
      sum += values[i];
      double mean = sum / (i + 2);
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return bets;
  }

  private static double highestLogCapital(double[] values, double[] bets, double mean) {
    double most = TRUNCATION / (1 - mean);
    double capital = 0;
    double highest = 0;
    for (int i = 0; i < values.length; i++) {
      capital += Math.log1p(-Math.min(bets[i], most) * (values[i] - mean));
      highest = Math.max(highest, capital);
    }
    return highest;
  }

  private static void require(double[] values, double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: expected above 0 and below 1, found " + delta);
    }
    if (values.length == 0) {
      throw new IllegalArgumentException("An empty sample bounds nothing");
    }
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("Bound: expected values of 0..1, found " + value);
      }
    }
  }
}

package io.millrace.compress.train;

/**
 * How long and how hard to train.
 *
 * <p>Immutable. Shares are 0..1.
 *
 * @param rate Adam's highest rate, reached after the warm-up and led to zero by a cosine
 * @param warmUp share of all steps in which the rate rises from zero
 * @param smoothing label smoothing
 * @param wordDropout share of words left out
 * @param sumDropout share of numbers left out of the token sums
 * @param featureDropout share of numbers left out of the pooled features
 */
public record TrainSettings(
    int epochs,
    int batch,
    double rate,
    double warmUp,
    double smoothing,
    double wordDropout,
    double sumDropout,
    double featureDropout,
    long seed) {
  /**
   * @throws IllegalArgumentException if a number is outside its range, naming it
   */
  public TrainSettings {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(batch >= 1, "batch", batch, "at least 1");
    require(rate > 0 && rate < 1, "rate", rate, "between 0 and 1");
    requireShare("warmUp", warmUp);
    requireShare("smoothing", smoothing);
    requireShare("wordDropout", wordDropout);
    requireShare("sumDropout", sumDropout);
    requireShare("featureDropout", featureDropout);
  }

  /** The rate of one step out of all. */
  double rateAt(int step, int steps) {
    double warm = Math.max(1, warmUp * steps);
    if (step < warm) {
      return rate * (step + 1) / warm;
    }
    return rate * 0.5 * (1 + Math.cos(Math.PI * (step - warm) / Math.max(1, steps - warm)));
  }

  private static void requireShare(String key, double value) {
    require(value >= 0 && value < 1, key, value, "0 or more and below 1");
  }

  private static void require(boolean holds, String key, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, found %s".formatted(key, expected, value));
    }
  }
}

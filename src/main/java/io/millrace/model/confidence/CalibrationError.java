package io.millrace.model.confidence;

/**
 * Expected calibration error: the mean gap between confidence and accuracy over 15 bins of equal
 * width, each weighted by its share of the utterances.
 *
 * <p>{@code ece = sum over bins of (n_b / n) * |accuracy_b - confidence_b|}
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2; 15 bins as
 * there.
 */
public final class CalibrationError {
  /** How many bins the figure is of. */
  public static final int BINS = 15;

  private CalibrationError() {}

  /**
   * The error, 0..1.
   *
   * @param confidences {@code [utterances]}, 0..1
   * @param correct {@code [utterances]}
   * @throws IllegalArgumentException if the sample is empty, or a confidence is no probability
   */
  public static double of(double[] confidences, boolean[] correct) {
    if (confidences.length == 0 || confidences.length != correct.length) {
      throw new IllegalArgumentException(
          "Calibration error: %d confidences of %d utterances"
              .formatted(confidences.length, correct.length));
    }
    // Of each bin: confidences less hits. Its absolute value is the bin's count times its gap.
    double[] gaps = new double[BINS];
    for (int i = 0; i < confidences.length; i++) {
      gaps[bin(confidences[i])] += confidences[i] - (correct[i] ? 1 : 0);
    }
    double sum = 0;
    for (double gap : gaps) {
      sum += Math.abs(gap);
    }
    return sum / confidences.length;
  }

  private static int bin(double confidence) {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "Calibration error: expected a confidence of 0..1, found " + confidence);
    }
    return Math.min(BINS - 1, (int) (confidence * BINS));
  }
}

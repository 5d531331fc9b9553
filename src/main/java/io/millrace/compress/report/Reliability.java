package io.millrace.compress.report;

import io.millrace.model.confidence.CalibrationError;
import java.util.ArrayList;
import java.util.List;

/**
 * One point of a reliability diagram: how often utterances of about one confidence were answered
 * rightly.
 *
 * <p>Immutable. Shares are 0..1.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2.
 *
 * @param confidence the mean of the bin
 * @param count utterances in it
 */
public record Reliability(double confidence, double accuracy, int count) {
  /**
   * The bins of equal width that hold something, least sure first.
   *
   * @param confidences {@code [utterances]}, 0..1
   * @param correct {@code [utterances]}
   */
  static List<Reliability> of(double[] confidences, boolean[] correct) {
    double[] sums = new double[CalibrationError.BINS];
    int[] hits = new int[CalibrationError.BINS];
    int[] counts = new int[CalibrationError.BINS];
    for (int i = 0; i < confidences.length; i++) {
      int bin = Math.min(sums.length - 1, (int) (confidences[i] * sums.length));
      sums[bin] += confidences[i];
      hits[bin] += correct[i] ? 1 : 0;
      counts[bin]++;
    }
    List<Reliability> bins = new ArrayList<>();
    for (int bin = 0; bin < sums.length; bin++) {
      if (counts[bin] > 0) {
        double n = counts[bin];
        bins.add(new Reliability(sums[bin] / n, hits[bin] / n, counts[bin]));
      }
    }
    return bins;
  }
}

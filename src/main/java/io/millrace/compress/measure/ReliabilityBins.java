package io.millrace.compress.measure;

import io.millrace.model.bundle.BundleManifest.Reliability;
import io.millrace.model.confidence.CalibrationError;
import io.millrace.model.confidence.Ranking;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of a reliability diagram.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2.
 */
public final class ReliabilityBins {
  private ReliabilityBins() {}

  /**
   * The bins of equal width that hold something, least sure first.
   *
   * @param rankings {@code [utterances]}
   * @param correct {@code [utterances]}
   */
  public static List<Reliability> of(List<Ranking> rankings, boolean[] correct) {
    return of(rankings.stream().mapToDouble(Ranking::confidence).toArray(), correct);
  }

  /**
   * The same of confidences alone.
   *
   * @param confidences {@code [utterances]}, 0..1
   */
  public static List<Reliability> of(double[] confidences, boolean[] correct) {
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

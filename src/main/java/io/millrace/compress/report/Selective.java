package io.millrace.compress.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Accuracy among the utterances a stage is surest of.
 *
 * <p>Immutable. Shares are 0..1.
 *
 * <p>Source: El-Yaniv and Wiener, On the Foundations of Noise-free Selective Classification, JMLR
 * 2010 (the risk-coverage curve).
 *
 * @param coverage share of the utterances that are answered
 */
public record Selective(double coverage, double accuracy) {
  private static final int POINTS = 50;

  /**
   * The curve from few to all.
   *
   * @param sureness {@code [utterances]}, what gates compare with their thresholds
   * @param correct {@code [utterances]}
   */
  static List<Selective> of(double[] sureness, boolean[] correct) {
    List<Integer> surestFirst =
        IntStream.range(0, sureness.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> sureness[i]).reversed())
            .toList();
    List<Selective> curve = new ArrayList<>();
    int hits = 0;
    int step = Math.max(1, sureness.length / POINTS);
    for (int n = 1; n <= sureness.length; n++) {
      hits += correct[surestFirst.get(n - 1)] ? 1 : 0;
      if (n % step == 0 || n == sureness.length) {
        curve.add(new Selective(n / (double) sureness.length, hits / (double) n));
      }
    }
    return curve;
  }
}

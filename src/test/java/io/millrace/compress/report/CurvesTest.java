package io.millrace.compress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.measure.ReliabilityBins;
import io.millrace.model.bundle.BundleManifest.Reliability;
import io.millrace.model.confidence.CalibrationError;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The points of the curves, by hand and against what they must add up to. */
class CurvesTest {
  private static final double EXACT = 1e-12;

  @Test
  void binsByConfidence() {
    List<Reliability> bins =
        ReliabilityBins.of(new double[] {0.99, 0.97, 0.5}, new boolean[] {true, false, true});

    assertThat(bins).hasSize(2);
    assertThat(bins.getFirst()).isEqualTo(new Reliability(0.5, 1, 1));
    assertThat(bins.getLast().confidence()).isCloseTo(0.98, within(EXACT));
    assertThat(bins.getLast().accuracy()).isEqualTo(0.5);
  }

  @Test
  void addsUpToTheCalibrationError() {
    SplittableRandom random = new SplittableRandom(7);
    double[] confidences = random.doubles(500).toArray();
    boolean[] correct = new boolean[500];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = random.nextDouble() < confidences[i];
    }

    double sum =
        ReliabilityBins.of(confidences, correct).stream()
            .mapToDouble(bin -> bin.count() * Math.abs(bin.confidence() - bin.accuracy()))
            .sum();

    assertThat(sum / 500).isCloseTo(CalibrationError.of(confidences, correct), within(EXACT));
  }

  @Test
  void answersTheSurestFirst() {
    List<Selective> curve =
        Selective.of(new double[] {0.2, 0.9, 0.5, 0.7}, new boolean[] {false, true, false, true});

    assertThat(curve)
        .containsExactly(
            new Selective(0.25, 1),
            new Selective(0.5, 1),
            new Selective(0.75, 2 / 3.0),
            new Selective(1, 0.5));
  }
}

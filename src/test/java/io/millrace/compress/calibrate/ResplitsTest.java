package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.confidence.ConfidenceFunction;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ResplitsTest {
  private static final CalibrationSample SAMPLE = sample(6_000);

  /**
   * A calibrated student, as often sure as not, and a teacher that is right 97 times in 100: the
   * more the student answers, the more is lost.
   */
  private static CalibrationSample sample(int size) {
    Random random = new Random(1);
    float[][] student = new float[size][4];
    float[][] teacher = new float[size][4];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(4);
      answer(student[i], labels[i], 0.5 + random.nextDouble() / 2, random);
      answer(teacher[i], labels[i], random.nextInt(10) == 0 ? 0.7 : 0.995, random);
    }
    return new CalibrationSample(
        List.of("student", "teacher"), new float[][][] {student, teacher}, labels, -1);
  }

  /** Logits whose best label has a probability, and is right as often as that says. */
  private static void answer(float[] logits, int label, double probability, Random random) {
    int best = random.nextDouble() < probability ? label : (label + 1) % 4;
    logits[best] = (float) Math.log(3 * probability / (1 - probability));
  }

  private static Resplits draw(CalibrationSample sample, double maxDrop, double delta) {
    return Resplits.draw(
        sample,
        new CascadeCalibration(
            List.of(ConfidenceFunction.MAX_PROBABILITY, ConfidenceFunction.MAX_PROBABILITY),
            maxDrop,
            delta,
            0.05,
            1),
        60,
        done -> {});
  }

  @Test
  void aProvedDropIsSeldomBroken() {
    Resplits drawn = draw(SAMPLE, 0.03, 0.05);

    assertThat(drawn.violationShare()).isLessThanOrEqualTo(0.05);
    assertThat(drawn.refusedShare()).isZero();
    assertThat(drawn.meanDrop()).isBetween(0.01, 0.03);
    assertThat(drawn.meanEscalationRate()).isBetween(0.4, 0.8);
  }

  @Test
  void whatHardlyProvesIsOftenBroken() {
    // A chance of 0.95 to mislead: the drop on the half that chose is about the limit itself.
    assertThat(draw(SAMPLE, 0.03, 0.95).violationShare()).isGreaterThan(0.25);
  }

  @Test
  void countsHalvesThatProveNothing() {
    // So good a teacher that some fifths of a half hold too few errors to fit its temperature.
    Resplits drawn = draw(SyntheticCascade.draw(6_000, 200, 1), 0.01, 0.05);

    assertThat(drawn.refusedShare()).isBetween(0.05, 0.95);
  }

  @Test
  void saysWhyNoHalfProvesAnything() {
    assertThatThrownBy(() -> draw(sample(1_000), 0.005, 0.05))
        .hasMessageContaining("max-drop: 400 utterances");
  }

  @Test
  void refusesAStageAlone() {
    CalibrationSample one =
        new CalibrationSample(
            List.of("teacher"), new float[][][] {SAMPLE.logits()[1]}, SAMPLE.labels(), -1);

    assertThatThrownBy(() -> draw(one, 0.01, 0.05))
        .hasMessage("Stage teacher stands alone: it has no last stage to drop below");
  }

  @Test
  void tellsHowManyAreDrawn() {
    ConcurrentLinkedQueue<Integer> told = new ConcurrentLinkedQueue<>();

    Resplits.draw(
        SAMPLE,
        new CascadeCalibration(
            List.of(ConfidenceFunction.MAX_PROBABILITY, ConfidenceFunction.MAX_PROBABILITY),
            0.03,
            0.05,
            0.05,
            1),
        5,
        told::add);

    assertThat(told).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }
}

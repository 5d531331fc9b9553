package io.millrace.compress.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.teach.Answer;
import io.millrace.model.text.TokenIds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gradient is that of the loss, and the loss that of the formula. */
class ObjectiveTest {
  private static final short[] HINT = {Float.floatToFloat16(3), Float.floatToFloat16(-4)};
  private static final TokenIds IDS = new TokenIds(new int[] {1}, 1, 1);
  private static final List<Example> BATCH =
      List.of(
          new Example(IDS, 2, halves(1, 0.5f, -2)),
          new Example(IDS, Example.OUT_OF_SCOPE, null),
          new Example(IDS, Example.UNLABELLED, halves(0, 3, 0)),
          new Example(IDS, 0, null));
  private static final float[] LOGITS = {0.3f, -1, 2, 0, 1, 0.5f, -0.4f, 0.1f, 1, 2, -3, 0.7f};

  @Test
  void gradientIsTheSlopeOfTheLoss() {
    Objective objective = new Objective(3, 0.1, 0.3, 2).over(BATCH);
    float[] gradient = objective.gradient(LOGITS).clone();
    float width = 1e-2f;

    for (int i = 0; i < LOGITS.length; i++) {
      double slope =
          (lossWith(objective, i, width) - lossWith(objective, i, -width)) / (2.0 * width);
      // Central difference: an error of width squared times a third derivative below 1.
      assertThat(gradient[i]).isCloseTo((float) slope, within(1e-4f));
    }
  }

  @Test
  void lossIsTheCrossEntropyOfALabel() {
    Objective objective = new Objective(3, 0, 1, 1).over(List.of(new Example(IDS, 1, null)));

    objective.gradient(new float[] {0, (float) Math.log(2), 0});

    assertThat(objective.loss()).isCloseTo(-Math.log(0.5), within(1e-6));
  }

  @Test
  void agreeingWithTheTeacherLeavesNothingToLearn() {
    Objective objective =
        new Objective(3, 0, 0, 2).over(List.of(new Example(IDS, 0, halves(1, 0.5f, -2))));

    float[] gradient = objective.gradient(new float[] {1, 0.5f, -2});

    assertThat(gradient).containsExactly(new float[] {0, 0, 0}, within(1e-6f));
  }

  @Test
  void lossIsThatOfTheFormulaWithLabelAndTeacher() {
    Objective objective =
        new Objective(2, 0.2, 0.3, 2).over(List.of(new Example(IDS, 0, halves(4, 0))));

    objective.gradient(new float[] {2, 0});

    // y = (0.9, 0.1); p = softmax(2, 0); q(T) = softmax(2, 0); p(T) = softmax(1, 0).
    double p = 1 / (1 + Math.exp(-2));
    double soft = 1 / (1 + Math.exp(-1));
    double hard = -0.9 * Math.log(p) - 0.1 * Math.log(1 - p);
    double taught = -p * Math.log(soft) - (1 - p) * Math.log(1 - soft);
    assertThat(objective.loss()).isCloseTo(0.3 * hard + 0.7 * 4 * taught, within(1e-6));
  }

  @Test
  void hintCostsItsRelativeSquaredError() {
    Objective objective =
        new Objective(2, 0, 0, 1, 5).over(List.of(new Example(IDS, 0, halves(0, 0))));
    objective.gradient(new float[] {0, 0});
    double before = objective.loss();

    float[] gradient = objective.projectionGradient(new float[] {4, -4});

    assertThat(objective.loss() - before).isCloseTo(5 * 1.0 / 25, within(1e-9));
    assertThat(gradient).containsExactly(5 * 2 * 1f / 25, 0);
  }

  private static double lossWith(Objective objective, int i, float change) {
    float[] logits = LOGITS.clone();
    logits[i] += change;
    objective.gradient(logits);
    return objective.loss();
  }

  private static Answer halves(float... values) {
    short[] halves = new short[values.length];
    for (int k = 0; k < values.length; k++) {
      halves[k] = Float.floatToFloat16(values[k]);
    }
    return new Answer(halves, HINT);
  }
}

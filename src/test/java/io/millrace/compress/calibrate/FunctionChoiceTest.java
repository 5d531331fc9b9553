package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.TemperatureScaling;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FunctionChoiceTest {
  private final Random random = new Random(1);

  @Test
  void energyWhereStrangersHaveLowLogits() {
    // As sure by probability as what is in scope, for all logits are lower by as much.
    float[][] strangers = new float[100][];
    for (int i = 0; i < strangers.length; i++) {
      strangers[i] = logits(0, -6);
    }

    assertThat(choose(strangers)).isEqualTo(ConfidenceFunction.ENERGY);
  }

  @Test
  void refusesFunctionsOfOtherStages() {
    CascadeCalibration two =
        new CascadeCalibration(
            List.of(ConfidenceFunction.ENERGY, ConfidenceFunction.ENERGY), 0.01, 0.05, 0.05, 1);

    assertThatThrownBy(() -> two.choose(sample(new float[0][])))
        .hasMessage("Calibration: 1 stages, confidence functions of 2");
  }

  private ConfidenceFunction choose(float[][] strangers) {
    return new FunctionChoice(sample(strangers), List.of(TemperatureScaling.NONE), 0.05)
        .functions()
        .getLast();
  }

  private CalibrationSample sample(float[][] strangers) {
    float[][] logits = new float[500][];
    int[] labels = new int[500];
    for (int i = 0; i < labels.length; i++) {
      logits[i] = logits(i % 4, 0);
      labels[i] = i % 20 == 0 ? (i + 1) % 4 : i % 4;
    }
    return new CalibrationSample(
        List.of("teacher"),
        new float[][][] {logits},
        labels,
        -1,
        new float[][][] {strangers},
        new double[] {1});
  }

  private float[] logits(int best, float shift) {
    float[] logits = new float[4];
    for (int label = 0; label < 4; label++) {
      logits[label] = shift + random.nextFloat() + (label == best ? 4 : 0);
    }
    return logits;
  }
}

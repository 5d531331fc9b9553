package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TemperatureScalingTest {
  @Test
  void temperatureOneIsPlainSoftmax() {
    double[] p = TemperatureScaling.NONE.probabilities(new float[] {0, 1, 2});

    // softmax(0, 1, 2) to twelve places, by hand: 1, e, e^2 over their sum.
    assertThat(p)
        .containsExactly(
            new double[] {0.090030573170, 0.244728471055, 0.665240955775}, within(1e-12));
  }

  @Test
  void doesNotOverflow() {
    double[] p = new TemperatureScaling(0.01).probabilities(new float[] {3e4f, -3e4f, 3e4f});

    assertThat(p).containsExactly(0.5, 0, 0.5);
  }

  @Test
  void neverChangesTheTopLabel() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      float[] logits = new float[7];
      for (int label = 0; label < logits.length; label++) {
        logits[label] = (float) random.nextGaussian();
      }
      double temperature = Math.exp(random.nextGaussian());

      assertThat(best(new TemperatureScaling(temperature), logits))
          .isEqualTo(best(TemperatureScaling.NONE, logits));
    }
  }

  @Test
  void findsTheTemperatureThatLabelsWereDrawnAt() {
    Random random = new Random(11);
    float[][] logits = new float[20_000][5];
    int[] labels = new int[logits.length];
    for (int i = 0; i < logits.length; i++) {
      for (int label = 0; label < 5; label++) {
        logits[i][label] = (float) (4 * random.nextGaussian());
      }
      labels[i] = draw(new TemperatureScaling(2.5).probabilities(logits[i]), random);
    }

    // The standard error of the estimate at this sample size is about 0.03.
    assertThat(TemperatureScaling.fit(logits, labels).temperature()).isCloseTo(2.5, within(0.1));
  }

  @Test
  void refusesSamplesWithoutAMinimum() {
    float[][] logits = {{5, 0}, {0, 5}};

    assertThatThrownBy(() -> TemperatureScaling.fit(logits, new int[] {0, 1}))
        .hasMessageContaining("too few errors");
    assertThatThrownBy(() -> TemperatureScaling.fit(logits, new int[] {1, 0}))
        .hasMessageContaining("no better than chance");
    assertThatThrownBy(() -> TemperatureScaling.fit(new float[0][], new int[0]))
        .hasMessageContaining("0 utterances");
    assertThatThrownBy(() -> TemperatureScaling.fit(new float[][] {{Float.NaN, 0}}, new int[] {0}))
        .hasMessageContaining("NaN");
  }

  @Test
  void refusesATemperatureThatIsNone() {
    for (double temperature : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new TemperatureScaling(temperature))
          .hasMessageContaining("found " + temperature);
    }
  }

  private static int best(TemperatureScaling scaling, float[] logits) {
    return new Gate(scaling, 0, -1).judge(logits).ranking().best();
  }

  private static int draw(double[] probabilities, Random random) {
    double left = random.nextDouble();
    for (int label = 0; label < probabilities.length; label++) {
      left -= probabilities[label];
      if (left < 0) {
        return label;
      }
    }
    return probabilities.length - 1;
  }
}

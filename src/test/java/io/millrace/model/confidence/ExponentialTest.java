package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The gate's arithmetic against the slow way of writing it. */
class ExponentialTest {
  @Test
  void agreesWithTheLibrary() {
    SplittableRandom random = new SplittableRandom(1);
    double[] numbers = new double[100_000];
    Arrays.setAll(numbers, i -> -Math.pow(random.nextDouble(), 3) * 690);
    double[] powers = numbers.clone();
    Exponential.of(powers);
    for (int i = 0; i < numbers.length; i++) {
      double exact = Math.exp(numbers[i]);
      // Twelve squarings make 4096 times of the last bit of float64; beyond, the series ends early.
      double relative = numbers[i] > -150 ? 1e-12 : 1e-6;
      assertThat(powers[i]).as("exp(%s)", numbers[i]).isCloseTo(exact, within(exact * relative));
    }
  }

  @Test
  void endsAtOneAndAtNothing() {
    double[] ends = {0, -1e9, Double.NEGATIVE_INFINITY};

    Exponential.of(ends);

    assertThat(ends).containsExactly(1, 0, 0);
  }

  @Test
  void gatesMeasureTheEntropyOfTheProbabilities() {
    SplittableRandom random = new SplittableRandom(2);
    for (int round = 0; round < 1000; round++) {
      int outOfScope = random.nextInt(-1, 9);
      float[] logits = new float[9];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (random.nextDouble() * 16 - 8);
      }
      TemperatureScaling scaling = new TemperatureScaling(0.5 + random.nextDouble());
      Gate gate = new Gate(ConfidenceFunction.ENTROPY, scaling, 0.5, outOfScope);

      assertThat(gate.rank(logits).sureness())
          .isCloseTo(certainty(scaling.probabilities(logits), outOfScope), within(1e-9));
    }
  }

  /** As the javadoc of the function has it. */
  private static double certainty(double[] probabilities, int outOfScope) {
    double inScope = outOfScope < 0 ? 1 : 1 - probabilities[outOfScope];
    double entropy = 0;
    for (int label = 0; label < probabilities.length; label++) {
      double share = probabilities[label] / inScope;
      entropy -= label == outOfScope || share == 0 ? 0 : share * Math.log(share);
    }
    int labels = probabilities.length - (outOfScope < 0 ? 0 : 1);
    return Math.clamp(inScope * (1 - entropy / Math.log(labels)), 0, 1);
  }
}

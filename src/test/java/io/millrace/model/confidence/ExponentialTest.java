package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The gate's arithmetic against the slow way of writing it. */
class ExponentialTest {
  /** Of 700, the last bit of float64 is 1e-13. */
  private static final double RELATIVE = 1e-12;

  @Test
  void agreesWithTheLibrary() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      double x = -Math.pow(random.nextDouble(), 3) * 690;

      double exact = Math.exp(x);
      assertThat(Exponential.of(x)).as("exp(%s)", x).isCloseTo(exact, within(exact * RELATIVE));
    }
    assertThat(Exponential.of(0)).isOne();
    assertThat(Exponential.of(-1e9)).isZero();
    assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
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

package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfidenceFunctionTest {
  private static final int NO_OUT_OF_SCOPE = -1;

  /** Sums of a few float64. */
  private static final double TOLERANCE = 1e-12;

  @Test
  void entropyIsOneWhenSureAndZeroWhenAllAreEqual() {
    assertThat(entropy(NO_OUT_OF_SCOPE, 0, 1, 0)).isOne();
    assertThat(entropy(NO_OUT_OF_SCOPE, 0.25, 0.25, 0.25, 0.25)).isCloseTo(0, within(TOLERANCE));
  }

  @Test
  void entropyIsMeasuredInShares() {
    // Two equal labels of four: log 2 of log 4.
    assertThat(entropy(NO_OUT_OF_SCOPE, 0.5, 0.5, 0, 0)).isCloseTo(0.5, within(TOLERANCE));
  }

  @Test
  void entropyLooksAtTheOtherLabels() {
    double rival = entropy(NO_OUT_OF_SCOPE, 0.6, 0.4, 0, 0, 0);
    double rest = entropy(NO_OUT_OF_SCOPE, 0.6, 0.1, 0.1, 0.1, 0.1);

    assertThat(rival).isGreaterThan(rest);
    assertThat(of("max-probability", 1, NO_OUT_OF_SCOPE, 0, 1))
        .isCloseTo(1 / (1 + Math.exp(-1)), within(TOLERANCE));
  }

  @Test
  void sureToBeOutOfScopeIsNotSure() {
    assertThat(entropy(2, 0, 0, 1)).isZero();
    // Of the 0.5 in scope, all on one label.
    assertThat(entropy(2, 0.5, 0, 0.5)).isCloseTo(0.5, within(TOLERANCE));
    assertThat(entropy(1, 0.7, 0.3)).isCloseTo(0.7, within(TOLERANCE));
  }

  @Test
  void gatesCompareItWithTheirThreshold() {
    Gate gate = Gate.of("entropy", 1, 0.5, NO_OUT_OF_SCOPE);
    float[] rival = {5, 5, 0, 0, 0, 0, 0, 0};
    float[] alone = {5, 0, 0, 0, 0, 0, 0, 0};

    assertThat(gate.judge(rival).ranking().sureness()).isBetween(0.4, 0.7);
    assertThat(gate.judge(alone)).isInstanceOf(Verdict.Accept.class);
    assertThat(gate.judge(new float[8])).isInstanceOf(Verdict.Defer.class);
    assertThat(gate.withThreshold(0).judge(new float[8])).isInstanceOf(Verdict.Accept.class);
    assertThat(gate.withThreshold(1.0001).judge(alone)).isInstanceOf(Verdict.Defer.class);
  }

  @Test
  void energyGrowsWithTheLogits() {
    // E = log(4 e^2) = 2 + log 4.
    double expected = (2 + Math.log(4)) / (2 + 2 * Math.log(4));

    assertThat(of("energy", 1, NO_OUT_OF_SCOPE, 2, 2, 2, 2)).isCloseTo(expected, within(TOLERANCE));
    assertThat(of("energy", 0.5, NO_OUT_OF_SCOPE, 1, 1, 1, 1))
        .isCloseTo(expected, within(TOLERANCE));
    assertThat(of("energy", 1, NO_OUT_OF_SCOPE, 0, 0, 0, 0)).isCloseTo(0.5, within(TOLERANCE));
    assertThat(of("energy", 1, NO_OUT_OF_SCOPE, -9, -9)).isZero();
  }

  @Test
  void energyLeavesOutTheLabelThatIsOutOfScope() {
    assertThat(of("energy", 1, 0, 7, 2, 2, 2, 2))
        .isCloseTo(of("energy", 1, NO_OUT_OF_SCOPE, 2, 2, 2, 2), within(1e-9));
  }

  @Test
  void marginIsTheLeadOverTheSecondInScope() {
    double e = Math.exp(1);

    assertThat(of("margin", 1, NO_OUT_OF_SCOPE, 1, 0)).isCloseTo((e - 1) / (e + 1), within(1e-9));
    assertThat(of("margin", 1, 0, 1, 1, 1)).isZero();
    assertThat(of("margin", 1, NO_OUT_OF_SCOPE, 3)).isOne();
  }

  private static double of(String function, double temperature, int outOfScope, float... logits) {
    return Gate.of(function, temperature, 0, outOfScope).rank(logits).sureness();
  }

  private static double entropy(int outOfScope, double... probabilities) {
    double sum = 0;
    for (int label = 0; label < probabilities.length; label++) {
      double p = probabilities[label];
      sum += label == outOfScope || p == 0 ? 0 : p * Math.log(p);
    }
    double logarithms = sum;
    return ConfidenceFunction.ENTROPY.of(
        probabilities, 0, outOfScope, () -> logarithms, () -> Double.NaN);
  }
}

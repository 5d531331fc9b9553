package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.confidence.Ranking.Candidate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int NO_OUT_OF_SCOPE = -1;

  /** Softmax of log 6, log 3, log 1: probabilities 0.6, 0.3, 0.1. */
  private static final float[] LOGITS = {
    (float) Math.log(6), (float) Math.log(3), (float) Math.log(1)
  };

  @Test
  void acceptsAtTheThreshold() {
    Verdict sure = gate(0.5, NO_OUT_OF_SCOPE).judge(LOGITS);
    double confidence = sure.ranking().confidence();

    assertThat(sure).isInstanceOf(Verdict.Accept.class);
    assertThat(sure.ranking().best()).isZero();
    // The logits are float32.
    assertThat(confidence).isCloseTo(0.6, within(1e-6));
    assertThat(gate(confidence, NO_OUT_OF_SCOPE).judge(LOGITS)).isInstanceOf(Verdict.Accept.class);
  }

  @Test
  void defersBelowThreshold() {
    assertThat(gate(0.61, NO_OUT_OF_SCOPE).judge(LOGITS)).isInstanceOf(Verdict.Defer.class);
  }

  @Test
  void thresholdZeroAcceptsAllAndAboveOneDefersAll() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      float[] logits = {random.nextFloat() * 1e4f, random.nextFloat(), -random.nextFloat() * 1e4f};

      assertThat(gate(0, i % 4 - 1).judge(logits)).isInstanceOf(Verdict.Accept.class);
      assertThat(gate(1.0001, i % 4 - 1).judge(logits)).isInstanceOf(Verdict.Defer.class);
    }
  }

  @Test
  void neverRanksTheLabelOutOfScope() {
    Verdict verdict = gate(0.5, 0).judge(LOGITS);

    assertThat(verdict).isInstanceOf(Verdict.Defer.class);
    assertThat(verdict.ranking().best()).isEqualTo(1);
    assertThat(verdict.ranking().confidence()).isCloseTo(0.3, within(1e-6));
    assertThat(verdict.ranking().top(5)).extracting(Candidate::label).containsExactly(1, 2);
  }

  @Test
  void ranksBestFirst() {
    Ranking ranking = gate(0.5, NO_OUT_OF_SCOPE).judge(new float[] {1, 5, 3, 4, -2}).ranking();

    assertThat(ranking.top(3)).extracting(Candidate::label).containsExactly(1, 3, 2);
    assertThat(ranking.top(9)).extracting(Candidate::label).containsExactly(1, 3, 2, 0, 4);
    assertThat(ranking.top(1).getFirst().confidence()).isEqualTo(ranking.confidence());
  }

  @Test
  void theFirstOfEqualLabelsIsBest() {
    assertThat(gate(0, NO_OUT_OF_SCOPE).judge(new float[] {2, 2, 2}).ranking().best()).isZero();
    assertThat(gate(0, 0).judge(new float[] {2, 2, 2}).ranking().best()).isEqualTo(1);
  }

  @Test
  void refusesAThresholdThatIsNone() {
    assertThatThrownBy(() -> gate(Double.NaN, 0)).hasMessageContaining("found NaN");
    assertThatThrownBy(() -> gate(-0.1, 0)).hasMessageContaining("found -0.1");
  }

  @Test
  void refusesAnUnknownConfidenceFunction() {
    assertThat(Gate.of("max-probability", 1, 0.5, NO_OUT_OF_SCOPE))
        .isEqualTo(gate(0.5, NO_OUT_OF_SCOPE));
    assertThatThrownBy(() -> Gate.of("guesswork", 1, 0.5, NO_OUT_OF_SCOPE))
        .hasMessage(
            "confidence: expected one of [entropy, energy, max-probability, margin], found"
                + " guesswork");
  }

  private static Gate gate(double threshold, int outOfScope) {
    return new Gate(TemperatureScaling.NONE, threshold, outOfScope);
  }
}

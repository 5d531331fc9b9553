package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IsotonicScalingTest {
  /** Sums of a few float64. */
  private static final double TOLERANCE = 1e-12;

  @Test
  void withoutKnotsNothingChanges() {
    for (double confidence : new double[] {0, 0.1, 0.123456789, 1}) {
      assertThat(IsotonicScaling.NONE.of(confidence)).isEqualTo(confidence);
    }
  }

  @Test
  void drawsLinesBetweenKnotsAndToTheCorners() {
    IsotonicScaling bend = bend(new double[] {0.4, 0.8}, new double[] {0.2, 0.6});

    assertThat(bend.of(0)).isZero();
    assertThat(bend.of(0.2)).isCloseTo(0.1, within(TOLERANCE));
    assertThat(bend.of(0.4)).isCloseTo(0.2, within(TOLERANCE));
    assertThat(bend.of(0.6)).isCloseTo(0.4, within(TOLERANCE));
    assertThat(bend.of(0.9)).isCloseTo(0.8, within(TOLERANCE));
    assertThat(bend.of(1)).isOne();
  }

  @Test
  void aKnotAtOneHolds() {
    assertThat(bend(new double[] {1}, new double[] {0.9}).of(1)).isEqualTo(0.9);
  }

  @Test
  void fitsWhatIsTooSure() {
    Random random = new Random(1);
    double[] confidences = new double[20_000];
    boolean[] correct = new boolean[confidences.length];
    for (int i = 0; i < confidences.length; i++) {
      confidences[i] = random.nextDouble();
      correct[i] = random.nextDouble() < confidences[i] * confidences[i];
    }

    IsotonicScaling bend = IsotonicScaling.fit(confidences, correct);

    for (double confidence = 0.05; confidence < 1; confidence += 0.05) {
      // A group of 400 strays by 0.025 at most, 0.1 is four of that.
      assertThat(bend.of(confidence)).isCloseTo(confidence * confidence, within(0.1));
    }
  }

  @Test
  void neverFalls() {
    Random random = new Random(2);
    double[] confidences = random.doubles(300).toArray();
    boolean[] correct = new boolean[300];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = random.nextBoolean();
    }

    IsotonicScaling bend = IsotonicScaling.fit(confidences, correct);

    for (double confidence = 0; confidence < 0.99; confidence += 0.01) {
      assertThat(bend.of(confidence + 0.01)).isGreaterThanOrEqualTo(bend.of(confidence));
    }
  }

  @Test
  void fitsNothingToAHandful() {
    assertThat(IsotonicScaling.fit(new double[] {0.5, 0.7}, new boolean[2]).confidences())
        .isEmpty();
  }

  @Test
  void fitsConfidencesThatAreAllEqual() {
    double[] confidences = new double[100];
    Arrays.fill(confidences, 0.9);
    boolean[] correct = new boolean[100];
    Arrays.fill(correct, 0, 50, true);

    IsotonicScaling bend = IsotonicScaling.fit(confidences, correct);

    assertThat(bend.of(0.9)).isBetween(0.0, 1.0);
  }

  @Test
  void refusesKnotsThatAreNone() {
    assertThatThrownBy(() -> bend(new double[] {0.5}, new double[0]))
        .hasMessage("isotonic: 1 confidences, 0 accuracies");
    assertThatThrownBy(() -> bend(new double[] {0.5, 0.4}, new double[] {0.1, 0.2}))
        .hasMessageContaining("found (0.4, 0.2) after (0.5, 0.1)");
    assertThatThrownBy(() -> bend(new double[] {0.5, 0.6}, new double[] {0.3, 0.2}))
        .hasMessageContaining("expected rising knots");
    assertThatThrownBy(() -> bend(new double[] {Double.NaN}, new double[] {0.3}))
        .hasMessageContaining("NaN");
  }

  @Test
  void bendsWhatIsPublishedAndNotWhatIsCompared() {
    float[] logits = {2, 1, 0, -1};
    Gate plain = new Gate(TemperatureScaling.NONE, 0.5, -1);
    Gate bent = plain.withIsotonic(bend(new double[] {0.6}, new double[] {0.3}));

    Ranking before = plain.rank(logits);
    Ranking after = bent.rank(logits);

    assertThat(after.sureness()).isEqualTo(before.sureness());
    assertThat(after.confidence()).isLessThan(before.confidence());
    assertThat(after.top(4).getFirst().confidence()).isEqualTo(after.confidence());
    assertThat(after.top(4).stream().mapToDouble(Ranking.Candidate::confidence).sum())
        .isLessThanOrEqualTo(1 + TOLERANCE);
    assertThat(after.top(4))
        .isSortedAccordingTo((a, b) -> Double.compare(b.confidence(), a.confidence()));
    assertThat(after.top(4)).extracting(Ranking.Candidate::label).containsExactly(0, 1, 2, 3);
  }

  private static IsotonicScaling bend(double[] confidences, double[] accuracies) {
    return new IsotonicScaling(confidences, accuracies);
  }
}

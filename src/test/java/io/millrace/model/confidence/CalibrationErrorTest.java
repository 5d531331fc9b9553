package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
  @Test
  void isTheWeightedGapOfTheBins() {
    double[] confidences = {0.95, 0.95, 0.95, 0.95, 0.5, 0.52};
    boolean[] correct = {true, true, true, false, false, true};

    // Top bin: 4 of 6 with |0.75 - 0.95|; bin 7 of 15: 2 of 6 with |0.5 - 0.51|.
    assertThat(CalibrationError.of(confidences, correct))
        .isCloseTo(4.0 / 6 * 0.2 + 2.0 / 6 * 0.01, within(1e-12));
  }

  @Test
  void countsConfidenceOneInTheTopBin() {
    assertThat(CalibrationError.of(new double[] {1, 1}, new boolean[] {true, true})).isZero();
    assertThat(CalibrationError.of(new double[] {1, 0}, new boolean[] {false, true})).isOne();
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> CalibrationError.of(new double[] {Double.NaN}, new boolean[1]))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> CalibrationError.of(new double[] {1.1}, new boolean[1]))
        .hasMessageContaining("1.1");
    assertThatThrownBy(() -> CalibrationError.of(new double[0], new boolean[0]))
        .hasMessageContaining("0 confidences");
  }
}

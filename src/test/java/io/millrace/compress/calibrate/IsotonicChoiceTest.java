package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.confidence.CalibrationError;
import io.millrace.model.confidence.IsotonicScaling;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class IsotonicChoiceTest {
  private final Random random = new Random(1);
  private final double[] confidences = random.doubles(4_000).toArray();

  @Test
  void bendsWhereTemperatureCannotHelp() {
    DoubleUnaryOperator accuracy = confidence -> confidence < 0.5 ? 0.1 : 0.6;
    boolean[] correct = draw(accuracy);

    IsotonicScaling bend = IsotonicChoice.of(confidences, correct, 1);

    assertThat(bend.confidences()).isNotEmpty();
    boolean[] fresh = draw(accuracy);
    double[] bent = new double[confidences.length];
    for (int i = 0; i < bent.length; i++) {
      bent[i] = bend.of(confidences[i]);
    }
    assertThat(CalibrationError.of(bent, fresh)).isLessThan(0.05);
    assertThat(CalibrationError.of(confidences, fresh)).isGreaterThan(0.15);
  }

  @Test
  void leavesWhatIsCalibrated() {
    int left = 0;
    for (int run = 0; run < 10; run++) {
      IsotonicScaling bend = IsotonicChoice.of(confidences, draw(c -> c), run);
      left += bend.confidences().length == 0 ? 1 : 0;
    }

    // Noise may favour a bend now and then.
    assertThat(left).isGreaterThanOrEqualTo(6);
  }

  private boolean[] draw(DoubleUnaryOperator accuracy) {
    boolean[] correct = new boolean[confidences.length];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = random.nextDouble() < accuracy.applyAsDouble(confidences[i]);
    }
    return correct;
  }
}

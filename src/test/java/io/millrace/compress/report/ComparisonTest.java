package io.millrace.compress.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.measure.Measurement;
import org.junit.jupiter.api.Test;

/** What a step is said to have saved. */
class ComparisonTest {
  @Test
  void saysPlainlyThatBytesAreNoTime() {
    Comparison step = Comparison.of(stage(0.9, 4000, 10), stage(0.89, 1000, 10.2));

    assertThat(step.verdict()).startsWith("Saved bytes (4.0 times smaller) but no time.");
    assertThat(step.verdict()).endsWith("Accuracy -1.00 points.");
  }

  @Test
  void saysThatAStepMadeItSlower() {
    Comparison step = Comparison.of(stage(0.9, 4000, 10), stage(0.9, 1000, 25));

    assertThat(step.verdict()).contains("but no time: it is 2.5 times slower.");
  }

  @Test
  void saysWhatWasSaved() {
    Comparison step = Comparison.of(stage(0.9, 4000, 10), stage(0.91, 1000, 5));

    assertThat(step.verdict())
        .isEqualTo("4.0 times smaller, 2.0 times faster. Accuracy +1.00 points.");
  }

  private static Measurement.Stage stage(double accuracy, long bytes, double micros) {
    return new Measurement.Stage("any", accuracy, 0, bytes, micros, 1);
  }
}

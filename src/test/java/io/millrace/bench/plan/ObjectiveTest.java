package io.millrace.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {
  @Test
  void readsPercentileAndTime() {
    assertThat(Objective.parse("p99=50ms")).isEqualTo(new Objective("p99=50ms", 0.99, 50_000_000));
    assertThat(Objective.parse("p50=0.5s").nanos()).isEqualTo(500_000_000);
    assertThat(Objective.parse("p99.9=800us").share()).isCloseTo(0.999, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p99=abc", "p99=50", "p99=0ms", "p99=-1ms", "p49=1s", "p100=1s", "99=50ms", ""})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Objective.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as p99=50ms, found '" + text + "'");
  }
}

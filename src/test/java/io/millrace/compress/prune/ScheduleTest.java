package io.millrace.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void cubicFollowsTheFormula() {
    // s (1 - (1 - t/n)^3) of s = 0.8, n = 4.
    double[] expected = {0.8 * 37 / 64, 0.8 * 56 / 64, 0.8 * 63 / 64, 0.8};

    for (int step = 1; step <= 4; step++) {
      assertThat(Schedule.CUBIC.sparsity(step, 4, 0.8))
          .isCloseTo(expected[step - 1], within(1e-12));
    }
  }

  @Test
  void oneShotIsThereAtOnce() {
    assertThat(Schedule.ONE_SHOT.sparsity(1, 4, 0.8)).isEqualTo(0.8);
  }
}

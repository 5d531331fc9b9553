package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IsotonicRegressionTest {
  @Test
  void leavesWhatRises() {
    assertThat(rising(1, 2, 3)).containsExactly(1, 2, 3);
    assertThat(rising()).isEmpty();
  }

  @Test
  void poolsWhatFalls() {
    assertThat(rising(1, 3, 1, 5)).containsExactly(1, 2, 2, 5);
    assertThat(rising(3, 2, 1)).containsExactly(2, 2, 2);
  }

  @Test
  void poolsBackwardsAsFarAsNeeded() {
    assertThat(rising(0, 2, 4, -3)).containsExactly(0, 1, 1, 1);
  }

  @Test
  void weighsWhatItPools() {
    assertThat(IsotonicRegression.rising(new double[] {4, 1}, new double[] {1, 2}))
        .containsExactly(2, 2);
  }

  private static double[] rising(double... values) {
    double[] weights = new double[values.length];
    Arrays.fill(weights, 1);
    return IsotonicRegression.rising(values, weights);
  }
}

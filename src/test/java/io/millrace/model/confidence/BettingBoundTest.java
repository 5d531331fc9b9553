package io.millrace.model.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BettingBoundTest {
  /** Where bisection stops. */
  private static final double TOLERANCE = 1e-6;

  @Test
  void isWhatOneBetRefutes() {
    // The truncated bet is 3/4 / (1 - m), and 1 + 3/4 m / (1 - m) = 2 at m = 4/7.
    assertThat(BettingBound.upper(new double[] {0}, 0.5)).isCloseTo(4.0 / 7, within(TOLERANCE));
    // No bet on one value multiplies the capital by 20.
    assertThat(BettingBound.upper(new double[] {0}, 0.05)).isCloseTo(1, within(TOLERANCE));
  }

  @Test
  void coversTheMeanAsOftenAsItPromises() {
    Random random = new Random(5);
    // Mean 0.502: a paired loss of mean 0.004, rescaled.
    int missed = misses(random, 0.010, 0.006, 1_000);

    // 2,000 samples at delta 0.1: 200 misses plus three standard deviations.
    assertThat(missed).isLessThan(240);
  }

  @Test
  void coversTheMeanOfRareLargeLosses() {
    int missed = misses(new Random(6), 0.002, 0, 1_000);

    assertThat(missed).isLessThan(240);
  }

  @Test
  void isTightWhereTheVarianceIsSmall() {
    double[] values = new double[3_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 100 == 0 ? 1 : i % 100 == 50 ? 0 : 0.5;
    }
    double hoeffding = 0.5 + Math.sqrt(Math.log(1 / 0.05) / (2 * values.length));

    double bound = BettingBound.upper(values, 0.05);

    // Standard error 0.0009: a bound by the normal distribution would lie 0.0015 above the mean.
    assertThat(bound - 0.5).isBetween(0.0015, 0.0035);
    assertThat(hoeffding - 0.5).isGreaterThan(0.02);
  }

  @Test
  void growsWithConfidence() {
    double[] values = {0.1, 0.4, 0.3, 0.2, 0.3, 0.1, 0.2, 0.3};

    assertThat(BettingBound.upper(values, 0.01)).isGreaterThan(BettingBound.upper(values, 0.2));
  }

  @Test
  void refusesDegenerateSamples() {
    assertThatThrownBy(() -> BettingBound.upper(new double[0], 0.05)).hasMessageContaining("empty");
    assertThatThrownBy(() -> BettingBound.upper(new double[] {Double.NaN}, 0.05))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> BettingBound.upper(new double[] {1.5}, 0.05))
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> BettingBound.upper(new double[] {0.5}, 0))
        .hasMessageContaining("delta");
    assertThatThrownBy(() -> BettingBound.upper(new double[] {0.5}, Double.NaN))
        .hasMessageContaining("delta");
  }

  /** In how many of 2,000 samples of paired losses the bound at delta 0.1 lies below the mean. */
  private static int misses(Random random, double wins, double defeats, int size) {
    double mean = 0.5 + (wins - defeats) / 2;
    int missed = 0;
    for (int run = 0; run < 2_000; run++) {
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        double draw = random.nextDouble();
        values[i] = draw < wins ? 1 : draw < wins + defeats ? 0 : 0.5;
      }
      if (BettingBound.upper(values, 0.1) < mean) {
        missed++;
      }
    }
    return missed;
  }
}

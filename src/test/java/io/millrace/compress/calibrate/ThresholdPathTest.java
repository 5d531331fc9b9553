package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThresholdPathTest {
  private static final double[] NO_FLOOR = {0, 0};
  private static final double[] COSTS = {1, 5, 60};

  @Test
  void oneStudentHasOnePath() {
    Judgements sample =
        new Judgements(
            new double[][] {{0.9, 0.2, 0.7, 0.7}, {1, 1, 1, 1}},
            new double[][] {{0.9, 0.2, 0.7, 0.7}, {1, 1, 1, 1}},
            new boolean[][] {{true, false, true, true}, {true, true, true, true}});

    assertThat(ThresholdPath.of(sample, new double[] {1, 10}, new double[] {0}))
        .containsExactly(new double[] {0.9}, new double[] {0.7}, new double[] {0.2});
  }

  @Test
  void stopsAtTheFloors() {
    Judgements sample = random(200);

    double[] end = ThresholdPath.of(sample, COSTS, new double[] {0.4, 0.3}).getLast();

    assertThat(end[0]).isBetween(0.4, 0.45);
    assertThat(end[1]).isBetween(0.3, 0.35);
  }

  @Test
  void eachStepIsLaxerAndCheaper() {
    Judgements sample = random(1_200);

    List<double[]> path = ThresholdPath.of(sample, COSTS, NO_FLOOR);

    for (int step = 1; step < path.size(); step++) {
      assertThat(path.get(step)[0]).isLessThanOrEqualTo(path.get(step - 1)[0]);
      assertThat(path.get(step)[1]).isLessThanOrEqualTo(path.get(step - 1)[1]);
      assertThat(sample.cost(path.get(step), COSTS))
          .isLessThanOrEqualTo(sample.cost(path.get(step - 1), COSTS) + 1e-9);
    }
    assertThat(sample.share(path.getLast(), 0)).isOne();
  }

  @Test
  void whoLosesNothingGoesFirst() {
    Judgements errs = random(200);
    double[] always = new double[200];
    Arrays.fill(always, 1);
    Judgements sample =
        new Judgements(
            errs.sureness(), new double[][] {errs.chances()[0], always, always}, errs.right());

    List<double[]> path = ThresholdPath.of(sample, COSTS, NO_FLOOR);

    // All of what the second student may answer, before the first errs.
    assertThat(path.get(199)[1]).isLessThan(0.1);
    assertThat(path.get(150)[0]).isGreaterThan(0.5);
  }

  /** Two students, the second one better, that are as often right as they are sure. */
  private static Judgements random(int size) {
    Random random = new Random(1);
    double[][] sureness = new double[3][size];
    boolean[][] right = new boolean[3][size];
    for (int i = 0; i < size; i++) {
      double easy = random.nextDouble();
      sureness[0][i] = easy;
      sureness[1][i] = Math.sqrt(easy);
      sureness[2][i] = 1;
      for (int stage = 0; stage < 3; stage++) {
        right[stage][i] = random.nextDouble() < sureness[stage][i];
      }
    }
    return new Judgements(sureness, sureness, right);
  }
}

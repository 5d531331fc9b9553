package io.millrace.serve.batch.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FittedCostTest {
  private static final CostSurface TRUTH = new CostSurface(120_000, 4_000, 20, 1);

  private final FittedCost fitted = new FittedCost();
  private final Random random = new Random(7);

  @Test
  void believesTheFirstCall() {
    fitted.observe(4, 10, 4_000_000);

    assertThat(fitted.surface().nanos(4, 10)).isCloseTo(4_000_000, Percentage.withPercentage(1));
  }

  @Test
  void findsTheSurface() {
    observe(500, 1, 0);

    assertCloseToTruth(1, 3);
  }

  @Test
  void isNotFooledByPausesOfTheMachine() {
    observe(500, 1, 20);

    assertCloseToTruth(1, 10);
  }

  /** At 100 calls a second that is half a second. */
  @Test
  void followsAChangeWithinSomeCalls() {
    observe(1_000, 1, 0);
    observe(50, 3, 0);
    assertCloseToTruth(3, 20);

    observe(50, 1, 0);
    assertCloseToTruth(1, 20);
  }

  @Test
  void keepsCoefficientsAtLeastZero() {
    // The longer, the cheaper: no surface with such a slope is allowed.
    for (int i = 0; i < 300; i++) {
      int longest = 1 + random.nextInt(64);
      fitted.observe(1 + random.nextInt(8), longest, 2_000_000 / longest);
    }

    CostSurface surface = fitted.surface();
    assertThat(surface.fixed()).isPositive();
    assertThat(surface.token()).isNotNegative();
    assertThat(surface.square()).isNotNegative();
  }

  @Test
  void staysFiniteWhateverItSees() {
    for (long nanos : new long[] {0, 1, Long.MAX_VALUE / 4, 0, 5_000, 3}) {
      fitted.observe(4096, 100_000, nanos);
      fitted.observe(1, 1, nanos);
    }
    observe(2_000, 1, 0);

    assertThat(fitted.surface().nanos(32, 64))
        .isCloseTo(TRUTH.nanos(32, 64), Percentage.withPercentage(5));
    assertThat(fitted.surface().nanos(1, 1)).isPositive().isFinite();
  }

  @Test
  void knowsWhat99CallsOf100KeepWithin() {
    for (int i = 0; i < 20_000; i++) {
      fitted.observe(8, 16, 1_000_000 + random.nextInt(1_000_000));
    }

    // Uniform between 1 and 2 ms: 1.99 ms, to what steps of 5 % leave.
    assertThat(fitted.surface().nanosAtMost(8, 16)).isCloseTo(1_990_000, within(100_000.0));
  }

  /**
   * Calls of all shapes, with 10 % scatter.
   *
   * @param pauses of a thousand calls so many take 20 ms longer
   */
  private void observe(int calls, double slower, int pauses) {
    for (int i = 0; i < calls; i++) {
      int size = 1 + random.nextInt(32);
      int longest = 4 + random.nextInt(100);
      double nanos =
          TRUTH.nanos(size, longest) * slower * Math.max(0.5, 1 + 0.1 * random.nextGaussian());
      boolean isPaused = random.nextInt(1000) < pauses;
      fitted.observe(size, longest, (long) nanos + (isPaused ? 20_000_000 : 0));
    }
  }

  private void assertCloseToTruth(double slower, double percent) {
    for (int[] call : new int[][] {{1, 16}, {16, 16}, {32, 64}, {8, 100}}) {
      assertThat(fitted.surface().nanos(call[0], call[1]))
          .isCloseTo(slower * TRUTH.nanos(call[0], call[1]), Percentage.withPercentage(percent));
    }
  }
}

package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.calibrate.CascadeCalibration.Choice;
import io.millrace.model.confidence.ConfidenceFunction;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Proofs against populations whose risk is known; {@code -Dmillrace.test.runs=2000} draws more
 * samples.
 */
class ProofsTest {
  private static final int RUNS = Integer.getInteger("millrace.test.runs", 80);
  private static final double DELTA = 0.1;
  private static final double MAX_DROP = 0.02;

  @Test
  void threeStagesBreakTheLimitNoMoreOftenThanDelta() {
    KnownCascade population = KnownCascade.threeStages(400, 1);

    assertThat(broken(population)).isLessThanOrEqualTo(allowed());
  }

  @Test
  void twoStagesBreakTheLimitNoMoreOftenThanDelta() {
    KnownCascade population = KnownCascade.threeStages(400, 2).without(1);

    assertThat(broken(population)).isLessThanOrEqualTo(allowed());
  }

  @Test
  void theSearchIsWorthAThirdStage() {
    KnownCascade three = KnownCascade.threeStages(400, 3);

    double cost = cost(three);

    assertThat(cost).isLessThan(cost(three.without(0))).isLessThan(cost(three.without(1)));
    // Asking the teacher alone costs 60.
    assertThat(cost).isLessThan(25);
  }

  private static long broken(KnownCascade population) {
    return IntStream.range(0, RUNS)
        .parallel()
        .mapToObj(run -> choose(population, run))
        .flatMap(Optional::stream)
        .filter(choice -> population.drop(choice.gates()) > MAX_DROP)
        .count();
  }

  /** The mean and three standard deviations. */
  private static long allowed() {
    return (long) (RUNS * DELTA + 3 * Math.sqrt(RUNS * DELTA * (1 - DELTA)));
  }

  private static double cost(KnownCascade population) {
    return IntStream.range(0, 5)
        .mapToObj(run -> choose(population, run).orElseThrow())
        .mapToDouble(choice -> population.cost(choice.gates()))
        .average()
        .orElseThrow();
  }

  /** Empty when the sample proves nothing. */
  private static Optional<Choice> choose(KnownCascade population, long seed) {
    CalibrationSample sample = population.draw(1_500, seed);
    List<ConfidenceFunction> functions =
        Collections.nCopies(sample.stages().size(), ConfidenceFunction.MAX_PROBABILITY);
    try {
      return Optional.of(
          new CascadeCalibration(functions, MAX_DROP, DELTA, 0.05, seed).choose(sample));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

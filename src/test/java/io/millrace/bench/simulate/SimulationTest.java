package io.millrace.bench.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.BatchingRule;
import io.millrace.serve.batch.schedule.FittedCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final long MILLI = 1_000_000;
  private static final long NEVER = Long.MAX_VALUE;
  private static final CallTimes ONE_MILLI = (size, longest, chance) -> MILLI;

  @Test
  void aCallAloneTakesItsTime() {
    Tally tally = run(1, List.of(at(0, NEVER)));

    assertThat(tally.answered()).isOne();
    // It lingers first, for at most the fixed cost that is believed of an unknown stage.
    assertThat(tally.quantileNanos(1)).isBetween(1.0 * MILLI, 1.1 * MILLI);
  }

  @Test
  void servesAllWhateverTheLoad() {
    List<Arrival> many = IntStream.range(0, 5_000).mapToObj(i -> at(i * 10_000L, NEVER)).toList();

    Tally tally = run(2, many);

    assertThat(tally.answered()).isEqualTo(5_000);
    assertThat(tally.shed()).isZero();
    assertThat(tally.utilisation(2)).isBetween(0.9, 1.0);
  }

  /** Calls of one each, arrivals at random: the Pollaczek-Khinchine formula tells the mean wait. */
  @Test
  void waitsAsQueueingTheorySays() {
    Random chance = new Random(3);
    List<Arrival> arrivals = new ArrayList<>();
    double at = 0;
    for (int i = 0; i < 200_000; i++) {
      at -= Math.log(1 - chance.nextDouble()) * 2 * MILLI; // Half of what one worker can serve.
      arrivals.add(at((long) at, NEVER));
    }

    Tally tally =
        new Simulation(
                List.of(new Simulation.Stage(single(), new FittedCost(), ONE_MILLI)),
                new BatchingRule(1),
                1,
                1)
            .run(arrivals, 0);

    // Median of M/D/1 at half load lies near 1.2 ms: half find the worker free.
    assertThat(tally.utilisation(1)).isCloseTo(0.5, within(0.01));
    assertThat(tally.quantileNanos(0.5)).isBetween(1.0 * MILLI, 1.1 * MILLI);
    assertThat(tally.quantileNanos(0.99)).isBetween(3.5 * MILLI, 4.6 * MILLI);
  }

  @Test
  void shedsWhatExpiresWhileAllWorkersAreBusy() {
    CallTimes slow = (size, longest, chance) -> 100 * MILLI;
    Tally tally =
        new Simulation(
                List.of(new Simulation.Stage(single(), new FittedCost(), slow)),
                new BatchingRule(1),
                1,
                1)
            .run(List.of(at(0, NEVER), at(MILLI, 5 * MILLI)), 0);

    assertThat(tally.answered()).isOne();
    assertThat(tally.shed()).isOne();
  }

  @Test
  void passesOnWhatVisitsAnotherStage() {
    BatchPolicy policy = single();
    Tally tally =
        new Simulation(
                List.of(
                    new Simulation.Stage(policy, new FittedCost(), ONE_MILLI),
                    new Simulation.Stage(policy, new FittedCost(), ONE_MILLI)),
                new BatchingRule(1),
                1,
                1)
            .run(List.of(at(0, NEVER), new Arrival(100 * MILLI, new int[] {8, 8}, NEVER)), 0);

    assertThat(tally.escalatedShare()).isEqualTo(0.5);
    assertThat(tally.quantileNanos(1)).isGreaterThanOrEqualTo(2 * MILLI);
  }

  private static Tally run(int workers, List<Arrival> arrivals) {
    BatchPolicy policy = new BatchPolicy(8, 1024, MILLI, NEVER);
    return new Simulation(
            List.of(new Simulation.Stage(policy, new FittedCost(), ONE_MILLI)),
            new BatchingRule(workers),
            workers,
            1)
        .run(arrivals, 0);
  }

  private static BatchPolicy single() {
    return new BatchPolicy(1, 1024, 0, NEVER);
  }

  private static Arrival at(long nanos, long patienceNanos) {
    return new Arrival(nanos, new int[] {8}, patienceNanos);
  }
}

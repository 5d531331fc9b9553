package io.millrace.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bench.simulate.CallTimes;
import io.millrace.bench.simulate.Tally;
import io.millrace.serve.batch.schedule.BatchPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Plans whose numbers queueing theory, or a sheet of paper, tells too. */
class PlannerTest {
  private static final double MILLI = 1e6;
  private static final CallTimes HALF_MILLI = (size, longest, chance) -> 500_000;

  /** One request a call, sent as soon as a worker is free. */
  private static final BatchPolicy SINGLE = new BatchPolicy(1, 1024, 0, Long.MAX_VALUE);

  private static final Visits ONE_STAGE = new Visits(List.of(new int[] {8}));

  /**
   * Calls of constant length stretched to 1 ms, 500 events a second, one worker: M/D/1 at half
   * load. Mean wait {@code load / (2 (1 - load))} calls; its distribution after Erlang, 1909.
   */
  @Test
  void waitsAsQueueingTheorySays() {
    PodModel model = new PodModel(List.of(HALF_MILLI), ONE_STAGE, SINGLE, 1);
    double[] seconds = Traffic.POISSON.seconds(500, 1, 200_000, new Random(1));

    Tally tally = model.scheduler(1, 2, seconds);

    double[] waits = Arrays.stream(tally.latencies()).mapToDouble(l -> l / MILLI - 1).toArray();
    // 200,000 dependent waits: their mean and their shares are off by some hundredths at most.
    assertThat(Arrays.stream(waits).average().orElseThrow()).isCloseTo(0.5, within(0.03));
    for (double limit : new double[] {0.5, 1, 2, 3}) {
      double share = (double) Arrays.stream(waits).filter(w -> w <= limit).count() / waits.length;
      assertThat(share).as("within %s calls", limit).isCloseTo(erlang(0.5, limit), within(0.01));
    }
  }

  /** Share of the waits of M/D/1 of at most so many calls. */
  private static double erlang(double load, double calls) {
    double sum = 0;
    double factorial = 1;
    for (int k = 0; k <= calls; k++) {
      factorial *= Math.max(1, k);
      double exponent = load * (calls - k);
      sum += Math.pow(-exponent, k) / factorial * Math.exp(exponent);
    }
    return (1 - load) * sum;
  }

  /** An event every 10 ms finds the worker free, so it takes its call and its road. */
  @Test
  void addsTheRoadToTheCall() {
    Planner planner = planner("p99=50ms", Conditions.constant(0.5, 2, 3 * MILLI, 400));

    Forecast forecast = planner.forecast(100, 1, new Pod(1, 1000));

    assertThat(forecast).isEqualTo(new Forecast(1, 1, 0.1, 100 * 400 / 1e6, 0, 4, 4, 4, true));
  }

  @Test
  void takesAsManyPodsAsTheBusiestSecondNeeds() {
    Planner planner = planner("p99=50ms", Conditions.constant(0.5, 1, 3 * MILLI, 400));

    Planner.Plan plan = planner.plan(3300, List.of(1, 2));

    // 1,000 a core, of which 80 %: five pods of one core, or three of two.
    assertThat(plan.best().pods()).isEqualTo(5);
    assertThat(plan.best().cores()).isEqualTo(1);
    assertThat(plan.tried()).extracting(Forecast::pods).containsExactly(5, 3);
    assertThat(plan.best().load()).isCloseTo(0.66, within(1e-9));
  }

  @Test
  void takesMorePodsUntilTheObjectiveIsKept() {
    Conditions quiet = Conditions.constant(0.2, 1, 2 * MILLI, 400);
    Conditions busy = Conditions.constant(0.8, 1, 90 * MILLI, 400);

    Planner.Plan plan = planner("p99=30ms", quiet, busy).plan(700, List.of(1));

    // Two pods have 0.35: 2 + 88 ln(0.35 / 0.2) / ln 4 ms of road, above 30; three have 0.233.
    assertThat(plan.tried()).extracting(Forecast::isMet).containsExactly(false, false, true);
    assertThat(plan.best().pods()).isEqualTo(3);
    assertThat(plan.tried().get(1).p99Ms())
        .isCloseTo(0.5 + 2 + 88 * Math.log(1.75) / Math.log(4), within(0.01));
  }

  @Test
  void tellsTheNearestWhereNoneKeepsTheObjective() {
    Planner planner = planner("p99=1ms", Conditions.constant(0.5, 1, 3 * MILLI, 400));

    Planner.Plan plan = planner.plan(100, List.of(1, 2));

    assertThat(plan.best().isMet()).isFalse();
    assertThat(plan.best().objectiveMs()).isCloseTo(3.5, within(0.01));
  }

  @Test
  void endsWhereNobodyHasSoManyPods() {
    Planner planner = planner("p99=50ms", Conditions.constant(0.5, 1, 3 * MILLI, 400));

    assertThatThrownBy(() -> planner.plan(1e9, List.of(1)))
        .hasMessageContaining("pods of 1 cores; plans end at 10,000");
  }

  @Test
  void hereIsWhatTheMachineCanAnswer() {
    Planner planner = planner("p99=50ms", Conditions.constant(0.5, 1, 3 * MILLI, 400));

    assertThat(planner.here(1599, 2)).isPresent();
    assertThat(planner.here(1601, 2)).isEmpty();
  }

  @Test
  void countsEscalations() {
    PodModel model =
        new PodModel(
            List.of(HALF_MILLI, HALF_MILLI),
            new Visits(List.of(new int[] {8}, new int[] {8, 8}, new int[] {8}, new int[] {8})),
            SINGLE,
            1);

    PodModel.Seen seen =
        model.run(
            new Pod(1, 1000),
            Conditions.constant(0.5, 1, 0, 0),
            Traffic.POISSON.seconds(100, 1, 20_000, new Random(1)));

    assertThat(seen.escalatedShare()).isCloseTo(0.25, within(0.02));
    assertThat(seen.quantile(0.5)).isEqualTo(0.5 * MILLI);
  }

  /** A core is worth 1,000 events a second; the machine's service has had two. */
  private static Planner planner(String objective, Conditions... seen) {
    return new Planner(
        new Calibration(List.of(HALF_MILLI), 2000, 2, List.of(seen)),
        new PodModel(List.of(HALF_MILLI), ONE_STAGE, SINGLE, 1),
        new Replay(new double[] {0, 0.01}),
        Objective.parse(objective),
        line -> {});
  }
}

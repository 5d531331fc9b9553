package io.millrace.bench.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.simulate.Arrival;
import io.millrace.bench.simulate.CallTimes;
import io.millrace.bench.simulate.Simulation;
import io.millrace.bench.simulate.Tally;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The service's rule when more comes than can be served, in virtual time. */
class OverloadTest {
  private static final int WORKERS = 2;
  private static final double SECONDS = 2;
  private static final long PATIENCE = 50_000_000;

  /** As a small encoder on one core, with a tenth of scatter. */
  private static final CallTimes TIMES =
      (size, longest, chance) ->
          (long) ((70_000 + 7_000.0 * size * longest) * Math.exp(0.1 * chance.nextGaussian()));

  @Test
  void keepsItsGoodputAtHalfAsMuchAgainAsItCanServe() {
    double peak = 0;
    for (double rate : new double[] {7_000, 8_000, 8_600}) {
      peak = Math.max(peak, goodput(serve(rate)));
    }

    for (double load : new double[] {1.5, 3}) {
      Tally overload = serve(load * peak);
      assertThat(goodput(overload)).as("goodput at %s", load).isGreaterThan(0.9 * peak);
      assertThat((double) overload.inTime() / overload.answered()).isGreaterThan(0.99);
    }
  }

  /** Those with a deadline go first, but not for ever. */
  @Test
  void servesWhatHasNoDeadlineToo() {
    List<Arrival> mixed = new ArrayList<>(Trace.MIXED.arrivals(12_000, SECONDS, PATIENCE, 1));
    mixed.add(
        mixed.size() / 2,
        new Arrival(mixed.get(mixed.size() / 2).atNanos(), new int[] {20}, Long.MAX_VALUE));

    Tally tally =
        new Simulation(stages(), Contender.ours(WORKERS).fresh().get().scheduler(), WORKERS, 1)
            .run(mixed, 0);

    assertThat(tally.quantileNanos(1)).isLessThan(1_200_000_000);
  }

  private static double goodput(Tally tally) {
    return tally.inTime() / (SECONDS - 1);
  }

  private static Tally serve(double rate) {
    Contender.Entry ours = Contender.ours(WORKERS).fresh().get();
    return new Simulation(stages(), ours.scheduler(), WORKERS, 1)
        .run(Trace.MIXED.arrivals(rate, SECONDS, PATIENCE, 1), 1_000_000_000);
  }

  private static List<Simulation.Stage> stages() {
    Contender.Entry ours = Contender.ours(WORKERS).fresh().get();
    return List.of(new Simulation.Stage(ours.policy(), ours.cost(), TIMES));
  }
}

package io.millrace.bench.plan;

import io.millrace.bench.simulate.Arrival;
import io.millrace.bench.simulate.CallTimes;
import io.millrace.bench.simulate.Simulation;
import io.millrace.bench.simulate.Tally;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.BatchingRule;
import io.millrace.serve.batch.schedule.FittedCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One pod in virtual time: the service's scheduler and as many engine workers as cores, and beside
 * it, for each event, a road that some event was seen to take at that load.
 *
 * <p>Immutable.
 */
public record PodModel(List<CallTimes> calls, Visits visits, BatchPolicy policy, long seed) {
  /** The scheduler learns meanwhile. */
  private static final double WARM_UP = 0.1;

  /**
   * What a pod comes to.
   *
   * @param seconds when events come, ascending
   * @return latencies in nanoseconds, ascending, and the share that was escalated
   */
  Seen run(Pod pod, Conditions conditions, double[] seconds) {
    Tally tally = scheduler(pod.cores(), conditions.stretch(), seconds);
    Random chance = new Random(seed);
    double[] latencies =
        Arrays.stream(tally.latencies())
            .mapToDouble(inside -> inside + conditions.road()[chance.nextInt(Conditions.ROADS)])
            .sorted()
            .toArray();
    return new Seen(latencies, tally.escalatedShare());
  }

  /** Latencies in nanoseconds, ascending. */
  record Seen(double[] latencies, double escalatedShare) {
    double quantile(double share) {
      return latencies[(int) Math.min(latencies.length - 1, share * latencies.length)];
    }
  }

  /** The scheduler alone: in queues and engine calls. */
  Tally scheduler(int workers, double stretch, double[] seconds) {
    Random chance = new Random(seed);
    List<Arrival> arrivals = new ArrayList<>(seconds.length);
    for (double second : seconds) {
      int[] visit = visits.tokens().get(chance.nextInt(visits.tokens().size()));
      arrivals.add(new Arrival((long) (second * 1e9), visit, Long.MAX_VALUE));
    }
    List<Simulation.Stage> stages =
        calls.stream()
            .map(times -> new Simulation.Stage(policy, new FittedCost(), times.slower(stretch)))
            .toList();
    return new Simulation(stages, new BatchingRule(workers), workers, seed)
        .run(arrivals, arrivals.get((int) (WARM_UP * arrivals.size())).atNanos());
  }
}

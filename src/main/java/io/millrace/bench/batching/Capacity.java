package io.millrace.bench.batching;

import io.millrace.bench.simulate.MeasuredCalls;
import io.millrace.bench.simulate.Simulation;
import io.millrace.bench.simulate.Tally;
import io.millrace.serve.batch.schedule.Scheduler;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The highest rate whose 99th percentile keeps a bound, by bisection over the rate, in virtual
 * time.
 *
 * <p>Immutable.
 *
 * @param workers engine calls at a time
 */
record Capacity(MeasuredCalls times, int workers, long boundNanos, long seed) {
  /** Of the traffic, after as much again to warm up. */
  private static final double SECONDS = 2;

  private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 16, 32, 64);

  private static final double P99 = 0.99;

  /** The bisection ends here: 3 % is less than any ratio that is claimed. */
  private static final double PRECISION = 0.015;

  /**
   * One contender's best.
   *
   * @param rate arrivals a second
   */
  record Best(Contender contender, double rate, double p99Nanos, double paddingShare) {}

  /** The best setting of a policy. */
  Best best(List<Contender> settings, Trace trace) {
    return settings.parallelStream()
        .map(setting -> of(setting, trace))
        .max(Comparator.comparingDouble(Best::rate))
        .orElseThrow();
  }

  /** Of one setting. */
  Best of(Contender contender, Trace trace) {
    double low = 0;
    double high = ceiling(trace);
    Tally at = null;
    while (high - low > PRECISION * high && high > 1) {
      double rate = (low + high) / 2;
      Tally tally = run(contender, trace, rate);
      if (tally.quantileNanos(P99) <= boundNanos) {
        low = rate;
        at = tally;
      } else {
        high = rate;
      }
    }
    return at == null
        ? new Best(contender, 0, 0, 0)
        : new Best(contender, low, at.quantileNanos(P99), at.paddingShare());
  }

  /**
   * Arrivals a second where deciding takes a worker's time too, as it does not in virtual time:
   * what the decisions at the best rate really take, asked for nothing else meanwhile.
   */
  double net(Best best, Trace trace) {
    if (best.rate() == 0) {
      return 0;
    }
    Contender.Entry entry = best.contender().fresh().get();
    TimedScheduler timed = new TimedScheduler(entry.scheduler());
    run(entry, timed, trace, best.rate());
    double each = timed.nanos() / Math.max(1, timed.sent());
    return 1 / (1 / best.rate() + each / 1e9 / workers);
  }

  Tally run(Contender contender, Trace trace, double rate) {
    Contender.Entry entry = contender.fresh().get();
    return run(entry, entry.scheduler(), trace, rate);
  }

  private Tally run(Contender.Entry entry, Scheduler scheduler, Trace trace, double rate) {
    return new Simulation(
            List.of(new Simulation.Stage(entry.policy(), entry.cost(), times)),
            scheduler,
            workers,
            seed)
        .run(trace.arrivals(rate, 2 * SECONDS, Long.MAX_VALUE, seed), (long) (SECONDS * 1e9));
  }

  /** More than any policy can serve: all in batches of the best size, without any padding. */
  private double ceiling(Trace trace) {
    Random chance = new Random(seed);
    double nanos = 0;
    int texts = 500;
    for (int i = 0; i < texts; i++) {
      int tokens = trace.tokens(chance);
      nanos +=
          SIZES.stream().mapToDouble(size -> times.at(size, tokens) / size).min().orElseThrow();
    }
    return 1.1 * workers * texts / (nanos / 1e9);
  }
}

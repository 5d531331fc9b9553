package io.millrace.bench.batching;

import io.millrace.bench.ResultsFiles;
import io.millrace.bench.Table;
import io.millrace.bench.simulate.CallTimes;
import io.millrace.bench.simulate.MeasuredCalls;
import io.millrace.serve.batch.schedule.CostModel;
import io.millrace.serve.batch.schedule.CostSurface;
import io.millrace.serve.batch.schedule.FittedCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cost model that must learn anew, against fixed settings that somebody has searched for.
 *
 * <p>Ours has served a machine three times as fast, with another ratio of fixed cost to tokens, and
 * is then given so many calls as 30 s of light traffic make. Rivals are the best of a grid of fixed
 * sizes and budgets on the machine as it is, our rule with the right costs among them.
 */
record Relearning(Capacity capacity, MeasuredCalls calls) {
  private static final double FASTER = 1 / 3.0;
  private static final double SECONDS = 30;
  private static final double CALLS_A_SECOND = 20;

  /** The worst trace: best fixed throughput by ours. */
  double worst(List<Table> tables, Consumer<String> progress) {
    List<Contender> grid =
        Stream.concat(
                Contender.fixed(capacity.workers(), truth()),
                Contender.rivals(capacity.boundNanos()).stream())
            .toList();
    double worst = 0;
    List<List<String>> rows = new ArrayList<>();
    for (Trace trace : Trace.values()) {
      Capacity.Best fixed = capacity.best(grid, trace);
      Capacity.Best ours = capacity.of(relearned(trace), trace);
      double ratio = fixed.rate() / Math.max(1, ours.rate());
      worst = Math.max(worst, ratio);
      rows.add(
          List.of(
              trace.key(),
              ResultsFiles.number(ours.rate()),
              ResultsFiles.number(fixed.rate()),
              fixed.contender().policy() + ": " + fixed.contender().setting(),
              ResultsFiles.number(ratio)));
    }
    progress.accept(
        "  relearned: " + rows.stream().map(List::toString).collect(Collectors.joining(" ")));
    tables.add(
        new Table(
            "Texts a second of costs learned within 30 s of a change, and of the best fixed"
                + " setting",
            List.of("trace", "learned", "fixed", "best fixed setting", "fixed by learned"),
            rows));
    return worst;
  }

  private Contender relearned(Trace trace) {
    Contender ours = Contender.ours(capacity.workers());
    return new Contender(
        ours.policy(),
        "relearned",
        () -> {
          Contender.Entry entry = ours.fresh().get();
          return new Contender.Entry(
              entry.scheduler(), entry.policy(), learned(trace, capacity.seed()));
        });
  }

  /** Ten minutes of the faster machine, then 30 s of this one. */
  private CostModel learned(Trace trace, long seed) {
    CostModel model = new FittedCost();
    Random chance = new Random(seed);
    CallTimes before =
        (size, longest, random) ->
            (long) (FASTER * calls.nanos(size, longest, random) / Math.sqrt(size));
    observe(model, before, trace, (int) (20 * SECONDS * CALLS_A_SECOND), chance);
    observe(model, calls, trace, (int) (SECONDS * CALLS_A_SECOND), chance);
    return model;
  }

  private static void observe(
      CostModel model, CallTimes times, Trace trace, int count, Random chance) {
    for (int call = 0; call < count; call++) {
      int size = 1 + chance.nextInt(8);
      int longest = 0;
      for (int i = 0; i < size; i++) {
        longest = Math.max(longest, trace.tokens(chance));
      }
      model.observe(size, longest, times.nanos(size, longest, chance));
    }
  }

  /** Fitted to all points of the grid. */
  private CostSurface truth() {
    CostModel model = new FittedCost();
    Random chance = new Random(1);
    for (int call = 0; call < 5_000; call++) {
      int size = calls.sizes()[chance.nextInt(calls.sizes().length)];
      int longest = calls.lengths()[chance.nextInt(calls.lengths().length)];
      model.observe(size, longest, (long) calls.at(size, longest));
    }
    return model.surface();
  }
}

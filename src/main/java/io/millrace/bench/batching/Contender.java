package io.millrace.bench.batching;

import io.millrace.bench.simulate.Simulation;
import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.BatchingRule;
import io.millrace.serve.batch.schedule.CostModel;
import io.millrace.serve.batch.schedule.CostSurface;
import io.millrace.serve.batch.schedule.FittedCost;
import io.millrace.serve.batch.schedule.Scheduler;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A policy at one of its settings.
 *
 * @param fresh one that has learned nothing yet
 */
record Contender(String policy, String setting, Supplier<Entry> fresh) {
  static final String OURS = "millrace";
  static final String COUNT = "count and delay";
  static final String TOKENS = "FIFO tokens";
  static final String LEARNED = "learned latency";
  static final String DEADLINE = "additive increase";
  static final String SINGLE = "single";

  private static final long MILLI = 1_000_000;

  /** What a run needs. */
  record Entry(Scheduler scheduler, BatchPolicy policy, CostModel cost) {}

  /** Ours, at its defaults; it has nothing to tune. */
  static Contender ours(int workers) {
    return new Contender(
        OURS,
        "defaults",
        () -> new Entry(new BatchingRule(workers), Simulation.DEFAULTS, new FittedCost()));
  }

  /** Ours with limits and costs that somebody has found out, and that do not change. */
  static Stream<Contender> fixed(int workers, CostSurface known) {
    return IntStream.of(8, 16, 32, 64)
        .boxed()
        .flatMap(
            size ->
                IntStream.of(256, 512, 1024, 2048, 4096)
                    .mapToObj(budget -> new BatchPolicy(size, budget, MILLI, 40 * MILLI)))
        .map(
            policy ->
                new Contender(
                    "fixed",
                    "size %d, tokens %d".formatted(policy.maxSize(), policy.tokenBudget()),
                    () -> new Entry(new BatchingRule(workers), policy, new Known(known))));
  }

  /** All rivals, each at all settings of its grid. */
  static List<Contender> rivals(long boundNanos) {
    Stream<Contender> tokens =
        IntStream.of(64, 128, 256, 512, 1024, 2048, 4096)
            .mapToObj(
                budget ->
                    rival(TOKENS, "%d tokens".formatted(budget), () -> new FifoTokens(budget)));
    Stream<Contender> learned =
        IntStream.of(4, 16, 64)
            .boxed()
            .flatMap(
                size ->
                    LongStream.of(2, 4, 8)
                        .mapToObj(
                            part ->
                                rival(
                                    LEARNED,
                                    "%d, 1/%d of the bound".formatted(size, part),
                                    () -> new LearnedLatency(size, boundNanos / part))));
    Stream<Contender> deadline =
        LongStream.of(2, 4, 8, 16, 32, 64)
            .mapToObj(
                part ->
                    rival(
                        DEADLINE,
                        "1/%d of the bound".formatted(part),
                        () -> new AdditiveIncrease(boundNanos / part)));
    return Stream.of(counts(), tokens, learned, deadline, Stream.of(single()))
        .flatMap(some -> some)
        .toList();
  }

  private static Stream<Contender> counts() {
    return IntStream.of(2, 4, 8, 16, 32, 64)
        .boxed()
        .flatMap(
            size ->
                LongStream.of(0, 1, 2, 5, 10)
                    .mapToObj(
                        delay ->
                            rival(
                                COUNT,
                                "%d, %d ms".formatted(size, delay),
                                () -> new FixedCount(size, delay * MILLI))));
  }

  private static Contender single() {
    return rival(SINGLE, "1", () -> new FixedCount(1, 0));
  }

  private static Contender rival(String policy, String setting, Supplier<Rival> fresh) {
    return new Contender(
        policy,
        setting,
        () -> {
          Rival rival = fresh.get();
          return new Entry(rival, Simulation.DEFAULTS, rival);
        });
  }

  /** Told once, learns nothing. */
  private record Known(CostSurface surface) implements CostModel {
    @Override
    public void observe(int size, int longest, long serviceNanos) {}
  }
}

package io.millrace.serve.batch.schedule;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to decide what the next free worker does, for the whole batch. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchingRuleBenchmark {
  private static final long NOW = 10_000_000;
  private static final BatchPolicy POLICY = new BatchPolicy(32, 1024, 1_000_000, 10_000_000);

  /** Requests that wait. */
  @Param({"32", "1024"})
  private int waiting;

  private final BatchingRule rule = new BatchingRule(2);
  private List<QueueView> queues;

  /** A queue of mixed lengths. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    List<Waiting<String>> requests =
        random
            .ints(waiting, 4, 40)
            .mapToObj(tokens -> new Waiting<>("", tokens, random.nextLong(NOW), Long.MAX_VALUE))
            .sorted((one, other) -> Long.compare(one.agedNanos(), other.agedNanos()))
            .toList();
    queues = List.of(new QueueView(requests, 0, POLICY, CostSurface.PRIOR, Long.MIN_VALUE));
  }

  /** One stage, no deadlines. */
  @Benchmark
  public Decision decide() {
    return rule.decide(queues, NOW);
  }
}

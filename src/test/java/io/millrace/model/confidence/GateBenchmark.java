package io.millrace.model.confidence;

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

/** What it costs to judge the logits of one event. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GateBenchmark {
  /** Names of confidence functions. */
  @Param({"max-probability", "entropy"})
  private String function;

  private Gate gate;
  private final float[] logits = new float[151];

  /** One label stands out, as it mostly does. */
  @Setup
  public void make() {
    gate = Gate.of(function, 0.8, 0.9, 150);
    SplittableRandom random = new SplittableRandom(1);
    for (int label = 0; label < logits.length; label++) {
      logits[label] = (float) (4 * random.nextDouble() - 2);
    }
    logits[17] = 9;
  }

  /** Softmax over 151 labels, confidence, comparison. */
  @Benchmark
  public Verdict judge() {
    return gate.judge(logits);
  }

  /** The labels that a prediction names. */
  @Benchmark
  public List<Ranking.Candidate> judgeAndRank() {
    return gate.judge(logits).ranking().top(3);
  }
}

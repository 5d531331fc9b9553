package io.millrace.compress.measure;

import io.millrace.compress.data.Split;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Engine;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Two stages on the same utterances at the same time: what a change of a model cost and what it
 * saved.
 *
 * <p>Each is asked in turn, so that a machine that is busy with other things is as busy for both.
 *
 * <p>Immutable. CPU time is that of the calling thread, tokenization included, in batches of 32, in
 * microseconds a text, the median of five passes after one that warms up.
 *
 * @param agreement share of all utterances with the same top label, 0..1
 * @param before the stage that was changed
 * @param after the changed one
 */
public record SideBySide(double agreement, Side before, Side after) {
  private static final int PASSES = 5;

  /**
   * One of the two.
   *
   * @param accuracy share of utterances in scope whose top label is right
   */
  public record Side(double accuracy, double cpuMicrosPerText) {}

  /**
   * Measures.
   *
   * @param cpuNanos CPU time of the calling thread so far
   * @throws io.millrace.compress.data.InvalidDataException if the data has a label that the stages
   *     lack
   */
  public static SideBySide of(
      OpenStage before, OpenStage after, Split split, LongSupplier cpuNanos) {
    Sample sample = Sample.of(split, before.labels());
    List<String> texts = sample.texts();
    int[] topBefore = before.topLabels(texts);
    int[] topAfter = after.topLabels(texts);
    CpuTime cpuTime = new CpuTime(cpuNanos);
    double[][] micros = new double[2][PASSES];
    for (int pass = 0; pass < PASSES; pass++) {
      micros[0][pass] = cpuTime.once(texts.size(), () -> before.logits(texts));
      micros[1][pass] = cpuTime.once(texts.size(), () -> after.logits(texts));
    }
    return new SideBySide(
        Sample.share(topBefore, topAfter, texts.size()),
        new Side(sample.share(topBefore), CpuTime.median(micros[0])),
        new Side(sample.share(topAfter), CpuTime.median(micros[1])));
  }

  /** Measures stages that are not open. */
  public static SideBySide of(
      Engine engine,
      StageDirectory before,
      StageDirectory after,
      Split split,
      LongSupplier cpuNanos) {
    try (OpenStage one = OpenStage.load(engine, before);
        OpenStage other = OpenStage.load(engine, after)) {
      return of(one, other, split, cpuNanos);
    }
  }

  /** What the manifest of the changed stage is to remember, by the name of the split. */
  public Map<String, Double> measurements(String split) {
    return Map.of(split + "Accuracy", after.accuracy(), split + "Agreement", agreement);
  }
}

package io.millrace.compress.measure;

import io.millrace.compress.data.Split;
import java.util.Arrays;
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
  private static final double NANOS_PER_MICRO = 1e3;

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
    int[] bestBefore = best(before.logits(sample.texts()));
    int[] bestAfter = best(after.logits(sample.texts()));
    double[][] micros = new double[2][PASSES];
    for (int pass = 0; pass < PASSES; pass++) {
      micros[0][pass] = micros(before, sample, cpuNanos);
      micros[1][pass] = micros(after, sample, cpuNanos);
    }
    return new SideBySide(
        agreement(bestBefore, bestAfter, bestBefore.length),
        new Side(agreement(bestBefore, sample.labels(), sample.inScope()), median(micros[0])),
        new Side(agreement(bestAfter, sample.labels(), sample.inScope()), median(micros[1])));
  }

  private static double micros(OpenStage stage, Sample sample, LongSupplier cpuNanos) {
    long start = cpuNanos.getAsLong();
    stage.logits(sample.texts());
    return (cpuNanos.getAsLong() - start) / NANOS_PER_MICRO / sample.texts().size();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static double agreement(int[] one, int[] other, int count) {
    int equal = 0;
    for (int i = 0; i < count; i++) {
      equal += one[i] == other[i] ? 1 : 0;
    }
    return (double) equal / count;
  }

  private static int[] best(float[][] logits) {
    return Arrays.stream(logits).mapToInt(SideBySide::best).toArray();
  }

  private static int best(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }
}

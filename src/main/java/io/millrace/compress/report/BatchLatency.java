package io.millrace.compress.report;

import io.millrace.compress.measure.CpuTime;
import io.millrace.compress.measure.OpenStage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a text costs when so many are asked at once.
 *
 * <p>Immutable.
 *
 * @param micros CPU time a text of the calling thread, tokenization included, in microseconds: the
 *     median of three passes after one that warms up
 */
public record BatchLatency(int batch, double micros) {
  private static final int[] SIZES = {1, 2, 4, 8, 16, 32, 64};
  private static final int TEXTS = 512;

  /**
   * Measures a stage at each size.
   *
   * @param cpuNanos CPU time of the calling thread so far
   */
  static List<BatchLatency> of(OpenStage stage, List<String> texts, LongSupplier cpuNanos) {
    List<String> asked = texts.subList(0, Math.min(TEXTS, texts.size()));
    List<BatchLatency> all = new ArrayList<>();
    for (int size : SIZES) {
      stage.logits(asked, size);
      double micros = new CpuTime(cpuNanos).median(asked.size(), () -> stage.logits(asked, size));
      all.add(new BatchLatency(size, micros));
    }
    return all;
  }
}

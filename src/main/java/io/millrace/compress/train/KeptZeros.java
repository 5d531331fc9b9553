package io.millrace.compress.train;

import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.prune.Masks;
import java.util.Map;

/**
 * Puts zeros back where weights were pruned, after every step.
 *
 * <p>Not for sharing.
 */
record KeptZeros(Masks masks) implements Regime {
  @Override
  public void hold(Weights weights, TokenBatch batch) {
    for (Map.Entry<String, boolean[]> mask : masks.kept().entrySet()) {
      if (mask.getKey().equals(Weights.TABLE)) {
        int width = weights.table().length(1);
        float[] rows = weights.table().data();
        batch.forEachId((id, token) -> zero(rows, mask.getValue(), id * width, width));
      } else {
        float[] numbers = weights.get(mask.getKey()).data();
        zero(numbers, mask.getValue(), 0, numbers.length);
      }
    }
  }

  private static void zero(float[] numbers, boolean[] kept, int from, int count) {
    for (int i = from; i < from + count; i++) {
      numbers[i] = kept[i] ? numbers[i] : 0;
    }
  }
}

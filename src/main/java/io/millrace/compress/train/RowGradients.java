package io.millrace.compress.train;

import io.millrace.compress.arch.TokenBatch;
import io.millrace.model.bundle.FloatTensor;
import java.util.Arrays;

/**
 * Adds up what the tokens of a batch say about each embedding row they share.
 *
 * <p>Not for sharing.
 */
final class RowGradients {
  private final int embedding;
  private final int[] slots;
  private float[][] sums = new float[0][];
  private int[] rows = new int[0];
  private int used;

  RowGradients(FloatTensor table) {
    this.embedding = table.length(1);
    this.slots = new int[table.length(0)];
    Arrays.fill(slots, -1);
  }

  /** Takes the place of a row's first number in the table, and the row's gradient. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(int start, float[] gradient);
  }

  /** Gives each row that the batch touches once, with its whole gradient. */
  void forEach(TokenBatch batch, float[] gradients, RowConsumer consumer) {
    batch.forEachId((id, token) -> add(slot(id), gradients, token * embedding));
    for (int i = 0; i < used; i++) {
      consumer.accept(rows[i] * embedding, sums[i]);
      slots[rows[i]] = -1;
    }
    used = 0;
  }

  private float[] slot(int row) {
    if (slots[row] >= 0) {
      return sums[slots[row]];
    }
    if (used == rows.length) {
      int grown = Math.max(1024, 2 * used);
      rows = Arrays.copyOf(rows, grown);
      sums = Arrays.copyOf(sums, grown);
      for (int i = used; i < grown; i++) {
        sums[i] = new float[embedding];
      }
    }
    Arrays.fill(sums[used], 0);
    rows[used] = row;
    slots[row] = used;
    return sums[used++];
  }

  private static void add(float[] sum, float[] gradients, int start) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += gradients[start + i];
    }
  }
}

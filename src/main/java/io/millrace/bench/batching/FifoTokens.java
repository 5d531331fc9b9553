package io.millrace.bench.batching;

import io.millrace.serve.batch.schedule.QueueView;

/** As many of the oldest as a budget of padded tokens holds: Text Embeddings Inference. */
final class FifoTokens extends Rival {
  private final int budget;

  FifoTokens(int budget) {
    this.budget = budget;
  }

  @Override
  int size(QueueView queue, long nowNanos) {
    int size = 0;
    int longest = 0;
    while (size < queue.waiting().size()) {
      longest = Math.max(longest, queue.waiting().get(size).tokens());
      if (size > 0 && (size + 1) * longest > budget) {
        break;
      }
      size++;
    }
    return size;
  }
}

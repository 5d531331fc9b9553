package io.millrace.compress.train;

import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import java.util.Comparator;
import java.util.List;

/** Share of examples whose top label is right, asked of a network in training. */
final class Validation {
  private static final int BATCH = 64;

  private final List<List<Example>> batches;
  private final int count;

  Validation(List<Example> examples) {
    this.count = examples.size();
    this.batches =
        Batches.inOrder(
            examples.stream()
                .sorted(Comparator.comparingInt(example -> example.ids().length()))
                .toList(),
            BATCH);
  }

  /** Accuracy, 0..1. */
  double accuracy(Network network, Weights weights) {
    int right = 0;
    for (List<Example> batch : batches) {
      TokenBatch tokens = TokenBatch.of(batch.stream().map(Example::ids).toList());
      float[] logits = network.logits(tokens, weights);
      int labels = logits.length / batch.size();
      for (int i = 0; i < batch.size(); i++) {
        right += top(logits, i * labels, labels) == batch.get(i).label() ? 1 : 0;
      }
    }
    return (double) right / count;
  }

  private static int top(float[] logits, int from, int labels) {
    int top = 0;
    for (int k = 1; k < labels; k++) {
      if (logits[from + k] > logits[from + top]) {
        top = k;
      }
    }
    return top;
  }
}

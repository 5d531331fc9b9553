package io.millrace.compress.train;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.prune.Importance;
import io.millrace.model.bundle.FloatTensor;
import java.util.List;

/**
 * Importance by how often and how strongly what a number is multiplied with fires: {@code score(w)
 * = mean |x| |w|}.
 *
 * <p>A row of the embedding table is multiplied with how often it is looked up, the mean over
 * tokens; the first matrices of a convolution with the token sums, the last with the features.
 * Inputs of other matrices are not looked at and count as 1, which norms make them near enough.
 *
 * <p>Immutable by agreement.
 *
 * <p>Source: Sun et al., A Simple and Effective Pruning Approach for Large Language Models, ICLR
 * 2024, equation 1, with means for norms.
 *
 * @param rows of the table, lookups a token
 * @param sums of tokens, mean absolute values
 * @param features mean absolute values
 */
record Activity(float[] rows, float[] sums, float[] features) implements Importance {
  /** Means over examples. */
  static Activity over(
      Architecture architecture, Weights weights, List<Example> examples, int batchSize) {
    Activity activity =
        new Activity(
            new float[weights.table().length(0)],
            new float[architecture.embedding()],
            new float[architecture.features()]);
    int tokens = 0;
    try (Network network = new Network(architecture)) {
      for (List<Example> batch : Batches.inOrder(examples, batchSize)) {
        TokenBatch read = TokenBatch.of(batch.stream().map(Example::ids).toList());
        read.forEachId((id, token) -> activity.rows[id]++);
        add(activity.sums, read.sums(weights.table()));
        add(activity.features, network.features(read, weights));
        tokens += batch.stream().mapToInt(example -> example.ids().length()).sum();
      }
    }
    divide(activity.rows, tokens);
    divide(activity.sums, tokens);
    divide(activity.features, examples.size());
    return activity;
  }

  @Override
  public float[] scores(String name, FloatTensor tensor) {
    float[] scores = new float[tensor.data().length];
    int width = tensor.length(tensor.shape().length - 1);
    float[] means = means(name);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.abs(tensor.data()[i]) * means[i / width % means.length];
    }
    return scores;
  }

  /** What the rows of a tensor are multiplied with, over and over. */
  private float[] means(String name) {
    if (name.equals(Weights.TABLE)) {
      return rows;
    }
    if (name.equals("dense.weight")) {
      return features;
    }
    return name.startsWith("conv") ? sums : new float[] {1};
  }

  private static void add(float[] means, float[] values) {
    for (int i = 0; i < values.length; i++) {
      means[i % means.length] += Math.abs(values[i]);
    }
  }

  private static void divide(float[] means, int count) {
    for (int i = 0; i < means.length; i++) {
      means[i] /= count;
    }
  }
}

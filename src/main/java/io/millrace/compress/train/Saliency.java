package io.millrace.compress.train;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Dropout;
import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.prune.Importance;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Importance by what the loss would change without a number, to the first order, batch by batch:
 * {@code score(w) = sum over batches of |w dL/dw|}.
 *
 * <p>Immutable by agreement.
 *
 * <p>Source: Molchanov et al., Pruning Convolutional Neural Networks for Resource Efficient
 * Inference, ICLR 2017, equation 7; Lee et al., SNIP, ICLR 2019.
 *
 * @param scores by tensor
 */
record Saliency(Map<String, float[]> scores) implements Importance {
  /** Scores over examples with their labels. */
  static Saliency over(
      Architecture architecture, Weights weights, List<Example> examples, int batchSize) {
    Map<String, float[]> scores = new LinkedHashMap<>();
    weights.tensors().forEach((name, tensor) -> scores.put(name, new float[tensor.data().length]));
    Dropout none = new Dropout(0, 0, 0, new SplittableRandom(0));
    RowGradients rows = new RowGradients(weights.table());
    Objective objective = new Objective(weights.get("dense.bias").length(0), 0, 1, 1);
    try (Network network = new Network(architecture)) {
      for (List<Example> batch : Batches.inOrder(examples, batchSize)) {
        TokenBatch tokens = TokenBatch.of(batch.stream().map(Example::ids).toList());
        var gradients = network.gradients(tokens, weights, none, objective.over(batch));
        rows.forEach(
            tokens,
            gradients.sums(),
            (start, gradient) -> add(scores.get(Weights.TABLE), weights.table(), start, gradient));
        gradients
            .others()
            .forEach((name, gradient) -> add(scores.get(name), weights.get(name), 0, gradient));
      }
    }
    return new Saliency(scores);
  }

  @Override
  public float[] scores(String name, FloatTensor tensor) {
    return scores.get(name).clone();
  }

  private static void add(float[] scores, FloatTensor tensor, int start, float[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      scores[start + i] += Math.abs(tensor.data()[start + i] * gradient[i]);
    }
  }
}

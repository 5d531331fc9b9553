package io.millrace.compress.prune;

import io.millrace.model.bundle.FloatTensor;

/**
 * How much each number of a model matters; whatever matters least is pruned first.
 *
 * <p>A unit, such as a channel, a head or a row, matters as much as the numbers that make it: their
 * scores are summed. An importance that knows units only, such as how often one fires, gives each
 * of a unit's numbers the same score.
 *
 * <p>Scores are compared within a tensor, and across tensors when pruning is global, so an
 * implementation keeps one scale for all tensors.
 */
@FunctionalInterface
public interface Importance {
  /** By absolute value: {@code |w|}. */
  Importance MAGNITUDE = (name, tensor) -> magnitudes(tensor.data());

  /**
   * Scores of a tensor's numbers.
   *
   * @param name as in {@code weights.safetensors}, or the initializer's in an imported graph
   * @return as many as the tensor has numbers, in their order; finite and not negative
   */
  float[] scores(String name, FloatTensor tensor);

  private static float[] magnitudes(float[] numbers) {
    float[] scores = new float[numbers.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.abs(numbers[i]);
    }
    return scores;
  }
}

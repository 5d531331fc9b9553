package io.millrace.compress.train;

import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adam; rows of the embedding table that a batch does not touch are not moved by it.
 *
 * <p>{@code m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, w -= rate * m' / (sqrt(v') + eps)},
 * with {@code m'} and {@code v'} corrected for their start at zero.
 *
 * <p>Not for sharing.
 *
 * <p>Source: Kingma and Ba, Adam, ICLR 2015, algorithm 1.
 */
public final class Adam {
  private static final float DECAY_1 = 0.9f;
  private static final float DECAY_2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final Weights weights;
  private final Map<String, float[][]> moments = new HashMap<>();
  private final RowGradients rows;
  private int steps;

  public Adam(Weights weights) {
    this.weights = weights;
    this.rows = new RowGradients(weights.table());
    weights
        .tensors()
        .forEach((name, tensor) -> moments.put(name, new float[2][tensor.data().length]));
  }

  /** Moves the weights once. */
  public void update(TokenBatch batch, Network.Gradients gradients, double rate) {
    steps++;
    double corrected =
        rate * Math.sqrt(1 - Math.pow(DECAY_2, steps)) / (1 - Math.pow(DECAY_1, steps));
    gradients
        .others()
        .forEach(
            (name, gradient) -> {
              float[] data = weights.get(name).data();
              step(data, moments.get(name), 0, gradient, (float) corrected);
            });
    float[][] moment = moments.get(Weights.TABLE);
    rows.forEach(
        batch,
        gradients.sums(),
        (start, gradient) ->
            step(weights.table().data(), moment, start, gradient, (float) corrected));
  }

  /** What it remembers beside the weights, by name: both moments of each tensor. */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new TreeMap<>();
    moments.forEach(
        (name, pair) -> {
          state.put("first." + name, pair[0]);
          state.put("second." + name, pair[1]);
        });
    return state;
  }

  /** Goes on after so many steps, when {@link #state} has been filled as it was then. */
  public void resume(int done) {
    steps = done;
  }

  /** Steps done. */
  public int steps() {
    return steps;
  }

  private static void step(
      float[] data, float[][] moments, int start, float[] gradient, float rate) {
    float[] first = moments[0];
    float[] second = moments[1];
    for (int i = 0; i < gradient.length; i++) {
      float g = gradient[i];
      float m = DECAY_1 * first[start + i] + (1 - DECAY_1) * g;
      float v = DECAY_2 * second[start + i] + (1 - DECAY_2) * g * g;
      first[start + i] = m;
      second[start + i] = v;
      data[start + i] -= rate * m / ((float) Math.sqrt(v) + EPSILON);
    }
  }
}

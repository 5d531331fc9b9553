package io.millrace.compress.train;

import io.millrace.compress.arch.Network;
import java.util.Arrays;
import java.util.List;

/**
 * The loss that training lowers, by its gradient to the logits.
 *
 * <p>{@code L = alpha * H(y, p) + (1 - alpha) * T^2 * KL(q(T) || p(T))}, where {@code p(T) =
 * softmax(z / T)}, {@code q} is the teacher's, and {@code y} holds {@code 1 - s + s / labels} at
 * the label and {@code s / labels} elsewhere; it is uniform for an utterance out of scope. Without
 * a teacher alpha is 1, without a label it is 0. So {@code dL/dz = alpha * (p - y) + (1 - alpha) *
 * T * (p(T) - q(T))}, divided by the size of the batch.
 *
 * <p>With hints {@code + beta * sum (g - h)^2 / sum h^2} over the batch, where {@code h} is inside
 * the teacher and {@code g} what the student foretells of it by a learnt projection of its
 * features.
 *
 * <p>Not for sharing: it remembers the last loss.
 *
 * <p>Source: Hinton et al., Distilling the Knowledge in a Neural Network, 2015, section 2; Szegedy
 * et al., Rethinking the Inception Architecture, CVPR 2016, section 7 (smoothing); Romero et al.,
 * FitNets, ICLR 2015, equation 3 (hints).
 */
final class Objective implements Network.Loss {
  private final int labels;
  private final double smoothing;
  private final double alpha;
  private final double temperature;
  private final double hints;
  private List<Example> batch;
  private double loss;

  /**
   * @param smoothing s, 0..1
   * @param alpha share of the label's part, 0..1
   * @param temperature T, the distillation temperature, above 0
   */
  Objective(int labels, double smoothing, double alpha, double temperature) {
    this(labels, smoothing, alpha, temperature, 0);
  }

  /**
   * @param hints beta; 0: there are none
   */
  Objective(int labels, double smoothing, double alpha, double temperature, double hints) {
    this.labels = labels;
    this.smoothing = smoothing;
    this.alpha = alpha;
    this.temperature = temperature;
    this.hints = hints;
  }

  /** The objective over one batch. */
  Objective over(List<Example> examples) {
    batch = examples;
    return this;
  }

  /** Mean loss of the batch whose gradient was asked last, without the parts that are constant. */
  double loss() {
    return loss;
  }

  @Override
  public float[] gradient(float[] logits) {
    float[] gradient = new float[logits.length];
    loss = 0;
    for (int i = 0; i < batch.size(); i++) {
      Example example = batch.get(i);
      float[] z = Arrays.copyOfRange(logits, i * labels, (i + 1) * labels);
      float[] row = new float[labels];
      double share = share(example);
      if (share > 0) {
        add(row, z, target(example.label()), 1, share);
      }
      if (share < 1) {
        double[] taught = softmax(floats(example.teacher().logits()), temperature);
        add(row, z, taught, temperature, 1 - share);
      }
      System.arraycopy(row, 0, gradient, i * labels, labels);
    }
    loss /= batch.size();
    return gradient;
  }

  @Override
  public boolean readsProjection() {
    return hints > 0;
  }

  @Override
  public float[] projectionGradient(float[] projected) {
    float[] gradient = new float[projected.length];
    int width = projected.length / batch.size();
    double missed = 0;
    double all = 0;
    for (int i = 0; i < gradient.length; i++) {
      float hint = Float.float16ToFloat(batch.get(i / width).teacher().hint()[i % width]);
      gradient[i] = projected[i] - hint;
      missed += gradient[i] * gradient[i];
      all += hint * hint;
    }
    double scale = hints / Math.max(all, Float.MIN_NORMAL);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= (float) (2 * scale);
    }
    loss += scale * missed;
    return gradient;
  }

  private double share(Example example) {
    if (example.teacher() == null) {
      return 1;
    }
    return example.label() == Example.UNLABELLED ? 0 : alpha;
  }

  /** Adds one part's loss and gradient: cross-entropy to a target at a temperature. */
  private void add(float[] row, float[] z, double[] target, double t, double share) {
    double[] p = softmax(z, t);
    for (int k = 0; k < labels; k++) {
      row[k] += (float) (share * t * (p[k] - target[k]) / batch.size());
      loss -= share * t * t * target[k] * Math.log(Math.max(p[k], 1e-12));
    }
  }

  private double[] target(int label) {
    double[] target = new double[labels];
    Arrays.fill(target, label == Example.OUT_OF_SCOPE ? 1.0 / labels : smoothing / labels);
    if (label >= 0) {
      target[label] += 1 - smoothing;
    }
    return target;
  }

  private static double[] softmax(float[] z, double t) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : z) {
      max = Math.max(max, value);
    }
    double[] p = new double[z.length];
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      p[k] = Math.exp((z[k] - max) / t);
      sum += p[k];
    }
    for (int k = 0; k < z.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  private static float[] floats(short[] halves) {
    float[] values = new float[halves.length];
    for (int k = 0; k < halves.length; k++) {
      values[k] = Float.float16ToFloat(halves[k]);
    }
    return values;
  }
}

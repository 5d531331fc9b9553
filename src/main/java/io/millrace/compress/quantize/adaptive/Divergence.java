package io.millrace.compress.quantize.adaptive;

/**
 * How far answers are from others.
 *
 * <p>{@code mean over texts of KL(p || q)}, {@code p = softmax(logits)} of the exact stage, in
 * nats. It falls to zero with the square of small errors, and tells long before a top label
 * changes.
 *
 * <p>Safe for use by many threads.
 */
final class Divergence {
  private Divergence() {}

  /**
   * @param exact logits {@code [texts, labels]}
   * @param others logits of the same shape
   */
  static double of(float[][] exact, float[][] others) {
    double sum = 0;
    for (int i = 0; i < exact.length; i++) {
      double[] p = logSoftmax(exact[i]);
      double[] q = logSoftmax(others[i]);
      for (int label = 0; label < p.length; label++) {
        sum += Math.exp(p[label]) * (p[label] - q[label]);
      }
    }
    // Rounding may leave a hair below zero.
    return Math.max(0, sum / exact.length);
  }

  private static double[] logSoftmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    double[] logs = new double[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logits[i] - largest - Math.log(sum);
    }
    return logs;
  }
}

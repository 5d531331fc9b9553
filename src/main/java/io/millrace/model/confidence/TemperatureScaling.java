package io.millrace.model.confidence;

/**
 * Divides logits by one fitted number, so that the top probability can be read as the chance of
 * being right. The order of labels, and so accuracy, stays the same.
 *
 * <p>{@code p = softmax(logits / temperature)}
 *
 * <p>Immutable. Logits {@code [labels]}, finite.
 *
 * <p>Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 4.2.
 */
public record TemperatureScaling(double temperature) {
  /** Leaves the logits as they are. */
  public static final TemperatureScaling NONE = new TemperatureScaling(1);

  private static final double LOWEST = 0.01;
  private static final double HIGHEST = 100;

  /** Where golden section stops, in the logarithm of the temperature. */
  private static final double TOLERANCE = 1e-6;

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /**
   * @throws IllegalArgumentException unless it is a finite number above 0
   */
  public TemperatureScaling {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature: expected a number above 0, found " + temperature);
    }
  }

  /** Probabilities {@code [labels]} that sum to 1; safe against overflow. */
  public double[] probabilities(float[] logits) {
    float max = max(logits);
    double[] probabilities = new double[logits.length];
    double inverse = 1 / temperature;
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double p = Exponential.of((logits[i] - max) * inverse);
      probabilities[i] = p;
      sum += p;
    }
    double share = 1 / sum;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] *= share;
    }
    return probabilities;
  }

  /**
   * The mean of the logarithm of the probabilities, each weighted by its probability, of all labels
   * but one: what entropy is made of, without a logarithm for each label.
   *
   * @param probabilities of these logits
   * @param but index of the label to leave out; negative for none
   */
  double weightedLogarithms(float[] logits, double[] probabilities, int but) {
    float max = max(logits);
    double weighted = 0;
    double mass = 0;
    double best = 0;
    for (int i = 0; i < logits.length; i++) {
      double p = probabilities[i];
      best = Math.max(best, p);
      if (i != but) {
        weighted += p * (logits[i] - max);
        mass += p;
      }
    }
    return weighted / temperature + mass * Math.log(best);
  }

  private static float max(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    return max;
  }

  /**
   * The temperature at which the labels have the least mean negative log-likelihood. That is convex
   * in {@code 1 / temperature}, so golden section over its logarithm finds the one minimum.
   *
   * @param logits {@code [utterances, labels]}
   * @param labels {@code [utterances]}, each the index of a label
   * @throws IllegalArgumentException if the sample is empty, holds what is no number, or has no
   *     minimum within 0.01 to 100: no error at all, or a model no better than chance
   */
  public static TemperatureScaling fit(float[][] logits, int[] labels) {
    requireSample(logits, labels);
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    while (high - low > TOLERANCE) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (loss(logits, labels, Math.exp(left)) <= loss(logits, labels, Math.exp(right))) {
        high = right;
      } else {
        low = left;
      }
    }
    double temperature = Math.exp((low + high) / 2);
    if (temperature < LOWEST * 1.001 || temperature > HIGHEST * 0.999) {
      throw new IllegalArgumentException(
          "temperature cannot be fitted: "
              + (temperature < 1
                  ? "the sample holds too few errors"
                  : "the model is no better than chance"));
    }
    return new TemperatureScaling(temperature);
  }

  private static double loss(float[][] logits, int[] labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (float logit : logits[i]) {
        max = Math.max(max, logit);
      }
      double normaliser = 0;
      for (float logit : logits[i]) {
        normaliser += Math.exp((logit - max) / temperature);
      }
      sum += Math.log(normaliser) - (logits[i][labels[i]] - max) / temperature;
    }
    return sum / labels.length;
  }

  private static void requireSample(float[][] logits, int[] labels) {
    if (labels.length == 0 || logits.length != labels.length) {
      throw new IllegalArgumentException(
          "temperature cannot be fitted: %d utterances with %d labels"
              .formatted(logits.length, labels.length));
    }
    for (float[] row : logits) {
      for (float logit : row) {
        if (!Float.isFinite(logit)) {
          throw new IllegalArgumentException("temperature cannot be fitted: logits hold " + logit);
        }
      }
    }
  }
}

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
    double max = max(logits);
    double[] probabilities = new double[logits.length];
    double inverse = 1 / temperature;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (logits[i] - max) * inverse;
    }
    Exponential.of(probabilities);
    double share = 1 / sum(probabilities);
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] *= share;
    }
    return probabilities;
  }

  /**
   * The mean of the logarithm of the probabilities, each weighted by its probability, of all labels
   * but one: what entropy is made of, without a logarithm for each label.
   *
   * <p>{@code log p(i) = log p(k) + (logits(i) - logits(k)) / temperature} for any k.
   *
   * @param probabilities of these logits
   * @param but index of the label to leave out; negative for none
   */
  double weightedLogarithms(float[] logits, double[] probabilities, int but) {
    int k = 0;
    while (probabilities[k] * (logits.length + 1) < 1) {
      k++; // To the first that is no rare one: its logarithm is exact, and one there is.
    }
    double weighted = weightedDistances(logits, probabilities, logits[k]);
    double mass = 1;
    if (but >= 0) {
      weighted -= probabilities[but] * ((double) logits[but] - logits[k]);
      mass -= probabilities[but];
    }
    return weighted / temperature + mass * Math.log(probabilities[k]);
  }

  /** In four sums side by side, none of which waits for the addition before. */
  private static double sum(double[] numbers) {
    double[] sums = new double[4];
    int whole = numbers.length & -sums.length;
    for (int i = 0; i < whole; i += sums.length) {
      sums[0] += numbers[i];
      sums[1] += numbers[i + 1];
      sums[2] += numbers[i + 2];
      sums[3] += numbers[i + 3];
    }
    for (int i = whole; i < numbers.length; i++) {
      sums[0] += numbers[i];
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
  }

  private static double weightedDistances(float[] logits, double[] weights, double from) {
    double[] sums = new double[4];
    int whole = logits.length & -sums.length;
    for (int i = 0; i < whole; i += sums.length) {
      sums[0] += weights[i] * (logits[i] - from);
      sums[1] += weights[i + 1] * (logits[i + 1] - from);
      sums[2] += weights[i + 2] * (logits[i + 2] - from);
      sums[3] += weights[i + 3] * (logits[i + 3] - from);
    }
    for (int i = whole; i < logits.length; i++) {
      sums[0] += weights[i] * (logits[i] - from);
    }
    return sums[0] + sums[1] + sums[2] + sums[3];
  }

  /**
   * The logarithm of the sum of the exponentials of the logits, each divided by the temperature.
   *
   * @param probabilities of these logits
   */
  double logarithmOfSum(float[] logits, double[] probabilities) {
    double highest = 0;
    for (double p : probabilities) {
      highest = Math.max(highest, p);
    }
    return max(logits) / temperature - Math.log(highest);
  }

  private static float max(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      if (logit > max) {
        max = logit;
      }
    }
    return max;
  }

  /**
   * The temperature at which the labels have the least mean negative log-likelihood. That is convex
   * in {@code 1 / temperature}, so golden section over its logarithm finds the one minimum.
   *
   * @param logits {@code [utterances, labels]}
   * @param labels {@code [utterances]}, each the index of a label
   * @throws IllegalArgumentException if the sample is empty, holds what is no number or no
   *     difference between labels, or has no minimum within 0.01 to 100: no error at all, or a
   *     model no better than chance
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
    boolean tells = false;
    for (float[] row : logits) {
      for (float logit : row) {
        if (!Float.isFinite(logit)) {
          throw new IllegalArgumentException("temperature cannot be fitted: logits hold " + logit);
        }
        tells |= logit != row[0];
      }
    }
    if (!tells) {
      throw new IllegalArgumentException(
          "temperature cannot be fitted: all labels have the same logit in all utterances");
    }
  }
}

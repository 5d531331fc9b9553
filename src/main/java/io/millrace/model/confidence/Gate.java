package io.millrace.model.confidence;

/**
 * The test at the end of a stage, and the only place where logits are judged.
 *
 * <pre>
 * p          = softmax(logits / temperature)
 * confidence = highest p of a label in scope
 * accept     if confidence >= threshold, else defer
 * </pre>
 *
 * <p>Out of scope is what no stage accepts. An utterance that looks out of scope to a student has
 * little probability left in scope, so the student defers, however sure it is of that: only the
 * last stage abstains, and a student can cost the cascade no more than an escalation. Threshold 0
 * accepts all, a threshold above 1 defers all.
 *
 * <p>Immutable. Logits {@code [labels]}, finite.
 *
 * <p>Source: Chow, On Optimum Recognition Error and Reject Tradeoff, IEEE Transactions on
 * Information Theory 1970; Hendrycks and Gimpel, A Baseline for Detecting Misclassified and
 * Out-of-Distribution Examples in Neural Networks, ICLR 2017.
 *
 * @param outOfScope index of the label that means out of scope; negative when the label set has
 *     none
 */
public record Gate(TemperatureScaling scaling, double threshold, int outOfScope) {
  /** The name of this confidence function in a bundle's manifest. */
  public static final String CONFIDENCE = "max-probability";

  /**
   * @throws IllegalArgumentException if the threshold is negative or no number
   */
  public Gate {
    if (!(threshold >= 0)) {
      throw new IllegalArgumentException(
          "Threshold: expected a number of at least 0, found " + threshold);
    }
  }

  /**
   * The gate that a bundle's manifest describes.
   *
   * @param confidence name of the confidence function
   * @throws IllegalArgumentException if that name is unknown, or a number is out of its range
   */
  public static Gate of(String confidence, double temperature, double threshold, int outOfScope) {
    if (!CONFIDENCE.equals(confidence)) {
      throw new IllegalArgumentException(
          "confidence: expected " + CONFIDENCE + ", found " + confidence);
    }
    return new Gate(new TemperatureScaling(temperature), threshold, outOfScope);
  }

  /** The verdict on one utterance. */
  public Verdict judge(float[] logits) {
    return judge(rank(logits));
  }

  /** The labels in scope by calibrated probability, whatever the threshold. */
  public Ranking rank(float[] logits) {
    return new Ranking(scaling.probabilities(logits), outOfScope);
  }

  /** The verdict on an utterance that was ranked with the same temperature. */
  public Verdict judge(Ranking ranking) {
    return ranking.confidence() >= threshold
        ? new Verdict.Accept(ranking)
        : new Verdict.Defer(ranking);
  }

  /** The same gate, more or less strict. */
  public Gate withThreshold(double other) {
    return new Gate(scaling, other, outOfScope);
  }
}

package io.millrace.model.confidence;

/**
 * The test at the end of a stage, and the only place where logits are judged.
 *
 * <pre>
 * p = softmax(logits / temperature)
 * accept if function(p) >= threshold, else defer
 * confidence = isotonic(highest p in scope)
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
 * Information Theory 1970.
 *
 * @param outOfScope index of the label that means out of scope; negative when the label set has
 *     none
 */
public record Gate(
    ConfidenceFunction function,
    TemperatureScaling scaling,
    IsotonicScaling isotonic,
    double threshold,
    int outOfScope) {
  /**
   * @throws IllegalArgumentException if the threshold is negative or no number
   */
  public Gate {
    if (!(threshold >= 0)) {
      throw new IllegalArgumentException(
          "threshold: expected a number of at least 0, found " + threshold);
    }
  }

  /** A gate whose confidences are as temperature leaves them. */
  public Gate(
      ConfidenceFunction function, TemperatureScaling scaling, double threshold, int outOfScope) {
    this(function, scaling, IsotonicScaling.NONE, threshold, outOfScope);
  }

  /** Such a gate on the highest probability. */
  public Gate(TemperatureScaling scaling, double threshold, int outOfScope) {
    this(ConfidenceFunction.MAX_PROBABILITY, scaling, threshold, outOfScope);
  }

  /**
   * The gate that a bundle's manifest describes.
   *
   * @param confidence name of the confidence function
   * @throws IllegalArgumentException if that name is unknown or a number out of its range, starting
   *     with the key
   */
  public static Gate of(String confidence, double temperature, double threshold, int outOfScope) {
    return new Gate(
        ConfidenceFunction.parse(confidence),
        new TemperatureScaling(temperature),
        threshold,
        outOfScope);
  }

  /** The verdict on one utterance. */
  public Verdict judge(float[] logits) {
    return judge(rank(logits));
  }

  /** The labels in scope by calibrated probability, whatever the threshold. */
  public Ranking rank(float[] logits) {
    return new Ranking(logits, this);
  }

  /** The verdict on an utterance that was ranked by a gate that differs in its threshold alone. */
  public Verdict judge(Ranking ranking) {
    return ranking.sureness() >= threshold
        ? new Verdict.Accept(ranking)
        : new Verdict.Defer(ranking);
  }

  /** The same gate, more or less strict. */
  public Gate withThreshold(double other) {
    return new Gate(function, scaling, isotonic, other, outOfScope);
  }

  /** The same gate, whose confidences are bent otherwise. */
  public Gate withIsotonic(IsotonicScaling other) {
    return new Gate(function, scaling, other, threshold, outOfScope);
  }
}

package io.millrace.model.confidence;

import java.util.ArrayList;
import java.util.List;

/**
 * The labels in scope by their calibrated probability. The label that means out of scope, where
 * there is one, takes its share of probability and is never ranked.
 *
 * <p>Immutable.
 */
public final class Ranking {
  private static final int NONE = -1;

  private final double[] probabilities;
  private final int outOfScope;
  private final int best;
  private final double sureness;

  /**
   * @param probabilities {@code [labels]}, sum 1; not written to afterwards
   * @param outOfScope index of the label that means out of scope; negative when there is none
   */
  Ranking(double[] probabilities, int outOfScope, ConfidenceFunction function) {
    this.probabilities = probabilities;
    this.outOfScope = outOfScope;
    this.best = best(probabilities);
    this.sureness = function.of(probabilities, best, outOfScope);
  }

  /** One label in scope, by its index, and its calibrated probability. */
  public record Candidate(int label, double confidence) {}

  /** Index of the best label in scope; the first of equals. */
  public int best() {
    return best;
  }

  /** The probability of the best label in scope, 0..1. */
  public double confidence() {
    return probabilities[best];
  }

  /** What the gate compares with its threshold, 0..1: its confidence function of all labels. */
  public double sureness() {
    return sureness;
  }

  /** The best labels in scope, best first: {@code count} of them, or all if there are fewer. */
  public List<Candidate> top(int count) {
    double[] left = probabilities.clone();
    List<Candidate> top = new ArrayList<>(count);
    for (int label = best; label != NONE && top.size() < count; label = best(left)) {
      top.add(new Candidate(label, left[label]));
      left[label] = NONE;
    }
    return top;
  }

  private int best(double[] values) {
    int best = NONE;
    for (int label = 0; label < values.length; label++) {
      if (label != outOfScope && values[label] > (best == NONE ? NONE : values[best])) {
        best = label;
      }
    }
    return best;
  }
}

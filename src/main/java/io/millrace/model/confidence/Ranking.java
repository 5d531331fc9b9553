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
  private final IsotonicScaling isotonic;
  private final int outOfScope;
  private final int best;
  private final double sureness;

  /** The ranking as a gate makes it. */
  Ranking(float[] logits, Gate gate) {
    this.probabilities = gate.scaling().probabilities(logits);
    this.isotonic = gate.isotonic();
    this.outOfScope = gate.outOfScope();
    this.best = findBest();
    this.sureness =
        gate.function()
            .of(
                probabilities,
                best,
                outOfScope,
                () -> gate.scaling().weightedLogarithms(logits, probabilities, outOfScope),
                () -> gate.scaling().logarithmOfSum(logits, probabilities));
  }

  /** One label in scope, by its index, and its calibrated probability, 0..1. */
  public record Candidate(int label, double confidence) {}

  /** Index of the best label in scope; the first of equals. */
  public int best() {
    return best;
  }

  /** The chance that the best label in scope is right, 0..1: its probability, bent. */
  public double confidence() {
    return isotonic.of(probabilities[best]);
  }

  /** What the gate compares with its threshold, 0..1: its confidence function of all labels. */
  public double sureness() {
    return sureness;
  }

  /** The best labels in scope, best first: {@code count} of them, or all if there are fewer. */
  public List<Candidate> top(int count) {
    int[] top = new int[count];
    int size = 0;
    for (int label = 0; label < probabilities.length; label++) {
      double p = probabilities[label];
      if (label == outOfScope || size == count && !(p > probabilities[top[size - 1]])) {
        continue;
      }
      int place = size < count ? size++ : size - 1;
      for (; place > 0 && p > probabilities[top[place - 1]]; place--) {
        top[place] = top[place - 1];
      }
      top[place] = label;
    }
    List<Candidate> candidates = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      candidates.add(new Candidate(top[i], confidence(top[i])));
    }
    return candidates;
  }

  /** The others share what the best one leaves, and none is more likely than it. */
  private double confidence(int label) {
    double highest = confidence();
    double left = 1 - probabilities[best];
    if (label == best || left <= 0) {
      return label == best ? highest : 0;
    }
    return Math.min(highest, probabilities[label] * ((1 - highest) / left));
  }

  private int findBest() {
    int found = NONE;
    double highest = NONE;
    for (int label = 0; label < probabilities.length; label++) {
      if (label != outOfScope && probabilities[label] > highest) {
        found = label;
        highest = probabilities[label];
      }
    }
    return found;
  }
}

package io.millrace.model.confidence;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Bends a confidence to how often utterances of that confidence were right: straight lines from
 * {@code (0, 0)} over the knots to {@code (1, 1)}, so no knots change nothing. It never falls, so
 * the order of labels stays the same; what a gate compares with its threshold is not bent.
 *
 * <p>Immutable by agreement: nobody writes to the arrays after construction. A call looks a knot up
 * by bisection.
 *
 * <p>Source: Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass
 * Probability Estimates, KDD 2002; here of the best label alone, and with lines between the steps.
 *
 * @param confidences of the knots, {@code [knots]}, rising, above 0
 * @param accuracies {@code [knots]}, never falling, 0..1
 */
public record IsotonicScaling(double[] confidences, double[] accuracies) {
  /** Leaves confidences as they are. */
  public static final IsotonicScaling NONE = new IsotonicScaling(new double[0], new double[0]);

  /** A knot rests on so many utterances at least; fewer would be read as what is chance. */
  private static final int LEAST_GROUP = 20;

  private static final int MOST_GROUPS = 50;

  /**
   * @throws IllegalArgumentException if the sizes differ, or the knots are out of range or order
   */
  public IsotonicScaling {
    if (confidences.length != accuracies.length) {
      throw new IllegalArgumentException(
          "isotonic: %d confidences, %d accuracies"
              .formatted(confidences.length, accuracies.length));
    }
    double confidence = 0;
    double accuracy = 0;
    for (int i = 0; i < confidences.length; i++) {
      if (!(confidences[i] > confidence && confidences[i] <= 1)
          || !(accuracies[i] >= accuracy && accuracies[i] <= 1)) {
        throw new IllegalArgumentException(
            "isotonic: expected rising knots within 0..1, found (%s, %s) after (%s, %s)"
                .formatted(confidences[i], accuracies[i], confidence, accuracy));
      }
      confidence = confidences[i];
      accuracy = accuracies[i];
    }
  }

  /** The accuracy to expect at a confidence of 0..1. */
  public double of(double confidence) {
    int found = Arrays.binarySearch(confidences, confidence);
    if (found >= 0) {
      return accuracies[found];
    }
    int above = -found - 1;
    double x = above == 0 ? 0 : confidences[above - 1];
    double y = above == 0 ? 0 : accuracies[above - 1];
    double width = (above == confidences.length ? 1 : confidences[above]) - x;
    double rise = (above == confidences.length ? 1 : accuracies[above]) - y;
    return y + (confidence - x) / width * rise;
  }

  /**
   * Fits knots: groups of equal size by confidence, pooled until their accuracy never falls.
   *
   * @param confidences {@code [utterances]}, 0..1
   * @param correct {@code [utterances]}
   */
  public static IsotonicScaling fit(double[] confidences, boolean[] correct) {
    int[] order =
        IntStream.range(0, confidences.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> confidences[i]))
            .mapToInt(i -> i)
            .toArray();
    int groups = Math.min(MOST_GROUPS, order.length / LEAST_GROUP);
    double[] means = new double[groups];
    double[] hits = new double[groups];
    double[] sizes = new double[groups];
    for (int rank = 0; groups > 0 && rank < order.length; rank++) {
      int group = (int) ((long) rank * groups / order.length);
      means[group] += confidences[order[rank]];
      hits[group] += correct[order[rank]] ? 1 : 0;
      sizes[group]++;
    }
    for (int group = 0; group < groups; group++) {
      means[group] /= sizes[group];
      hits[group] /= sizes[group];
    }
    return knots(means, IsotonicRegression.rising(hits, sizes), sizes);
  }

  /** Pooled groups are one knot; so is what is all the same confidence. */
  private static IsotonicScaling knots(double[] means, double[] accuracies, double[] sizes) {
    double[] x = new double[means.length];
    double[] y = new double[means.length];
    int knots = 0;
    double mass = 0;
    for (int group = 0; group < means.length; group++) {
      boolean isPooled = knots > 0 && accuracies[group] == y[knots - 1];
      if (isPooled) {
        mass += sizes[group];
        x[knots - 1] += (means[group] - x[knots - 1]) * sizes[group] / mass;
      } else if (means[group] > (knots == 0 ? 0 : x[knots - 1])) {
        mass = sizes[group];
        x[knots] = means[group];
        y[knots++] = accuracies[group];
      }
    }
    return new IsotonicScaling(Arrays.copyOf(x, knots), Arrays.copyOf(y, knots));
  }
}

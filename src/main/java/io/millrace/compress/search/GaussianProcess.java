package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A surrogate: how accurate a point is likely to be, from those that were tried.
 *
 * <p>{@code k(p, q) = v exp(-distance(p, q) / length)}, on accuracies less their mean; the length
 * is the one of a few under which the trials are likeliest, {@code v} follows from it.
 *
 * <p>Immutable.
 *
 * <p>Source: Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1
 * and section 5.4.1.
 */
final class GaussianProcess {
  private static final double[] LENGTHS = {0.3, 1, 3, 10};

  /** Share of the variance that is chance: two trainings of one point differ. */
  private static final double NOISE = 0.02;

  /** How often each length is looked at again. */
  private static final int ROUNDS = 2;

  private static final double TINY = 1e-12;

  private final SearchSpace space;
  private final List<Point> points;
  private final double[] lengths;
  private final double mean;
  private final double variance;
  private final double[][] factor;
  private final double[] weights;
  private final double likelihood;

  private GaussianProcess(SearchSpace space, Map<Point, Double> known, double[] lengths) {
    this.space = space;
    this.lengths = lengths;
    points = new ArrayList<>(known.keySet());
    mean = known.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    int n = points.size();
    double[][] kernel = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        kernel[i][j] = similarity(points.get(i), points.get(j)) + (i == j ? NOISE : 0);
      }
    }
    factor = cholesky(kernel);
    double[] values = points.stream().mapToDouble(point -> known.get(point) - mean).toArray();
    weights = backward(factor, forward(factor, values));
    variance = Math.max(TINY, dot(values, weights) / n);
    double logDeterminant = 0;
    for (int i = 0; i < n; i++) {
      logDeterminant += 2 * Math.log(factor[i][i]);
    }
    likelihood = -0.5 * (n * Math.log(variance) + logDeterminant);
  }

  /** Fits one to at least one point, in the order of the map: its lengths one after the other. */
  static GaussianProcess fit(SearchSpace space, Map<Point, Double> known) {
    double[] lengths = new double[space.axes().size()];
    Arrays.fill(lengths, 1);
    GaussianProcess best = new GaussianProcess(space, known, lengths);
    for (int axis = 0; axis < ROUNDS * lengths.length; axis++) {
      for (double length : LENGTHS) {
        double[] other = best.lengths.clone();
        other[axis % lengths.length] = length;
        GaussianProcess fitted = new GaussianProcess(space, known, other);
        best = fitted.likelihood > best.likelihood ? fitted : best;
      }
    }
    return best;
  }

  /** What is believed of a point. */
  Belief belief(Point point) {
    double[] similar = points.stream().mapToDouble(other -> similarity(point, other)).toArray();
    double[] explained = forward(factor, similar);
    double left = Math.max(TINY, 1 - dot(explained, explained));
    return new Belief(mean + dot(similar, weights), Math.sqrt(variance * left));
  }

  /** A normal distribution. */
  record Belief(double mean, double deviation) {
    /** The mean of {@code max(0, x - best)}. */
    double expectedImprovement(double best) {
      double z = (mean - best) / deviation;
      return deviation * (z * cumulative(z) + density(z));
    }

    /** The probability of being at most so much. */
    double atMost(double limit) {
      return cumulative((limit - mean) / deviation);
    }
  }

  private double similarity(Point one, Point other) {
    double sum = 0;
    for (int axis = 0; axis < lengths.length; axis++) {
      sum += space.distance(one, other, axis) / lengths[axis];
    }
    return Math.exp(-sum);
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The normal distribution, to 7e-8 (Abramowitz and Stegun, 26.2.17). */
  private static double cumulative(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double tail = density(z) * series;
    return z < 0 ? tail : 1 - tail;
  }

  /** The lower triangle {@code L} with {@code L L' = matrix}. */
  private static double[][] cholesky(double[][] matrix) {
    int n = matrix.length;
    double[][] lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(Math.max(sum, TINY)) : sum / lower[j][j];
      }
    }
    return lower;
  }

  private static double[] forward(double[][] lower, double[] right) {
    double[] solved = right.clone();
    for (int i = 0; i < solved.length; i++) {
      for (int k = 0; k < i; k++) {
        solved[i] -= lower[i][k] * solved[k];
      }
      solved[i] /= lower[i][i];
    }
    return solved;
  }

  private static double[] backward(double[][] lower, double[] right) {
    double[] solved = right.clone();
    for (int i = solved.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < solved.length; k++) {
        solved[i] -= lower[k][i] * solved[k];
      }
      solved[i] /= lower[i][i];
    }
    return solved;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}

package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;

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
  private static final double[] LENGTHS = {0.5, 1, 2, 4, 8};

  /** Share of the variance that is chance: two trainings of one point differ. */
  private static final double NOISE = 0.02;

  private static final double TINY = 1e-12;

  private final SearchSpace space;
  private final List<Point> points;
  private final double length;
  private final double mean;
  private final double variance;
  private final double[][] factor;
  private final double[] weights;
  private final double likelihood;

  private GaussianProcess(SearchSpace space, List<Trial> trials, double length) {
    this.space = space;
    this.length = length;
    points = trials.stream().map(Trial::point).toList();
    mean = trials.stream().mapToDouble(Trial::accuracy).average().orElseThrow();
    int n = points.size();
    double[][] kernel = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        kernel[i][j] = similarity(points.get(i), points.get(j)) + (i == j ? NOISE : 0);
      }
    }
    factor = cholesky(kernel);
    double[] values = trials.stream().mapToDouble(trial -> trial.accuracy() - mean).toArray();
    weights = backward(factor, forward(factor, values));
    variance = Math.max(TINY, dot(values, weights) / n);
    double logDeterminant = 0;
    for (int i = 0; i < n; i++) {
      logDeterminant += 2 * Math.log(factor[i][i]);
    }
    likelihood = -0.5 * (n * Math.log(variance) + logDeterminant);
  }

  /** Fits one to at least one trial. */
  static GaussianProcess fit(SearchSpace space, List<Trial> trials) {
    GaussianProcess best = null;
    for (double length : LENGTHS) {
      GaussianProcess fitted = new GaussianProcess(space, trials, length);
      if (best == null || fitted.likelihood > best.likelihood) {
        best = fitted;
      }
    }
    return best;
  }

  /** The mean of {@code max(0, accuracy - best)} under what is believed of a point. */
  double expectedImprovement(Point point, double best) {
    double[] similar = points.stream().mapToDouble(other -> similarity(point, other)).toArray();
    double expected = mean + dot(similar, weights);
    double[] explained = forward(factor, similar);
    double deviation = Math.sqrt(variance * Math.max(TINY, 1 - dot(explained, explained)));
    double z = (expected - best) / deviation;
    return deviation * (z * cumulative(z) + density(z));
  }

  private double similarity(Point one, Point other) {
    return Math.exp(-space.distance(one, other) / length);
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

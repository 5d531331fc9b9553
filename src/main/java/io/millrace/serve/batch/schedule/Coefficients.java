package io.millrace.serve.batch.schedule;

/**
 * The normal equations of a cost surface, and their solution without negative coefficients.
 *
 * <p>Three coefficients leave seven sets of those that are above 0, so all are tried.
 *
 * <p>Not for sharing.
 */
final class Coefficients {
  private static final int COUNT = 3;

  /** Weight of a call of the prior's shape against one that was made. */
  private static final double FAITH = 0.02;

  /** Calls that tell the coefficients apart: requests and tokens. */
  private static final int[][] TELLING = {{1, 1}, {32, 16}, {1, 256}};

  private final CostSurface prior;
  private final double[][] products = new double[COUNT][COUNT];
  private final double[] sums = new double[COUNT];
  private final double[][] priorProducts = new double[COUNT][COUNT];
  private final double[] priorSums = new double[COUNT];

  Coefficients(CostSurface prior) {
    this.prior = prior;
    for (int[] call : TELLING) {
      double nanos = prior.nanos(call[0], call[1]);
      add(priorProducts, priorSums, features(call[0], call[1]), nanos, FAITH / (nanos * nanos));
    }
  }

  /**
   * Takes a call in.
   *
   * @param expected nanoseconds, which the scatter grows with
   * @param kept weight that the calls before it keep, 0..1
   */
  void add(int size, int longest, double nanos, double expected, double kept) {
    for (int i = 0; i < COUNT; i++) {
      sums[i] *= kept;
      for (int j = 0; j < COUNT; j++) {
        products[i][j] *= kept;
      }
    }
    add(products, sums, features(size, longest), nanos, 1 / (expected * expected));
  }

  /** The surface that fits the calls, and beside them the prior. */
  CostSurface solved() {
    double[] best = new double[COUNT];
    double most = 0;
    for (int set = 1; set < 1 << COUNT; set++) {
      double[] solution = solve(set);
      double explained = 0;
      boolean isAllowed = true;
      for (int i = 0; i < COUNT; i++) {
        isAllowed &= solution[i] >= 0 && solution[i] < Double.MAX_VALUE;
        explained += solution[i] * right(i);
      }
      if (isAllowed && explained > most) {
        most = explained;
        best = solution;
      }
    }
    return new CostSurface(best[0], best[1], best[2], prior.tail());
  }

  /** Gaussian elimination over the coefficients of a set; the others are 0. */
  private double[] solve(int set) {
    double[][] rows = new double[COUNT][COUNT + 1];
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < COUNT; j++) {
        boolean isFree = (set >> i & 1) == 1 && (set >> j & 1) == 1;
        rows[i][j] = isFree ? (products[i][j] + priorProducts[i][j]) * unit(i) * unit(j) : 0;
      }
      boolean isFree = (set >> i & 1) == 1;
      rows[i][i] = isFree ? rows[i][i] : 1;
      rows[i][COUNT] = isFree ? right(i) * unit(i) : 0;
    }
    double[] solution = eliminated(rows);
    for (int i = 0; i < COUNT; i++) {
      solution[i] *= unit(i);
    }
    return solution;
  }

  /** The matrix is positive definite, so no pivot needs to be looked for. */
  private static double[] eliminated(double[][] rows) {
    double[] solution = new double[COUNT];
    for (int pivot = 0; pivot < COUNT; pivot++) {
      for (int row = pivot + 1; row < COUNT; row++) {
        double factor = rows[row][pivot] / rows[pivot][pivot];
        for (int column = pivot; column <= COUNT; column++) {
          rows[row][column] -= factor * rows[pivot][column];
        }
      }
    }
    for (int row = COUNT - 1; row >= 0; row--) {
      double rest = rows[row][COUNT];
      for (int column = row + 1; column < COUNT; column++) {
        rest -= rows[row][column] * solution[column];
      }
      solution[row] = rest / rows[row][row];
    }
    return solution;
  }

  private double right(int i) {
    return sums[i] + priorSums[i];
  }

  /** Brings the coefficients to one order of magnitude, for the sake of the arithmetic. */
  private double unit(int i) {
    return i == 0 ? prior.fixed() : i == 1 ? prior.token() : prior.token() / 100;
  }

  private static void add(
      double[][] products, double[] sums, double[] features, double nanos, double weight) {
    for (int i = 0; i < COUNT; i++) {
      sums[i] += weight * features[i] * nanos;
      for (int j = 0; j < COUNT; j++) {
        products[i][j] += weight * features[i] * features[j];
      }
    }
  }

  private static double[] features(int size, int longest) {
    double tokens = (double) size * longest;
    return new double[] {1, tokens, tokens * longest};
  }
}

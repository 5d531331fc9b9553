package io.millrace.compress.quantize.codebook;

import io.millrace.compress.quantize.Affine;
import io.millrace.compress.quantize.Range;
import io.millrace.compress.quantize.Symmetric;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Levels where the numbers are: the means of clusters, which no move of a bound betters.
 *
 * <p>Lloyd's iteration from a random beginning that favours numbers far from the levels already
 * chosen (k-means++), and from the grids of linear quantization; the best end is taken, so that the
 * error is never above linear's. On numbers in order, with their running sums, a round costs a
 * search a level, however many numbers there are.
 *
 * <p>A zero among the numbers keeps a level of its own, exactly zero: rows of padding and pruned
 * weights stay what they are.
 *
 * <p>Not for sharing.
 *
 * <p>Source: Lloyd, Least Squares Quantization in PCM, 1982; Arthur and Vassilvitskii, k-means++:
 * The Advantages of Careful Seeding, SODA 2007; Han, Mao and Dally, Deep Compression, ICLR 2016,
 * section 3.
 */
final class KMeans {
  private static final int ROUNDS = 300;

  /** Numbers that seeding looks at, evenly spaced in order: more would not move a mean. */
  private static final int SAMPLE = 1 << 14;

  private final float[] sorted;
  private final double[] sums;
  private final boolean hasZero;
  private final SplittableRandom random;

  private KMeans(float[] values, SplittableRandom random) {
    this.sorted = values.clone();
    Arrays.sort(sorted);
    this.sums = new double[sorted.length + 1];
    boolean zero = false;
    for (int i = 0; i < sorted.length; i++) {
      sums[i + 1] = sums[i] + sorted[i];
      zero |= sorted[i] == 0;
    }
    this.hasZero = zero;
    this.random = random;
  }

  /**
   * The levels for numbers.
   *
   * @param values finite, at least one
   * @param bits 1 to 8
   */
  static Codebook of(float[] values, int bits, SplittableRandom random) {
    KMeans means = new KMeans(values, random);
    Codebook best = null;
    double least = Double.POSITIVE_INFINITY;
    for (float[] start : means.starts(bits)) {
      // The beginning itself, too: a mean rounded to a float may be worse by that rounding.
      Codebook given = Codebook.ofNearest(start);
      for (Codebook book : new Codebook[] {means.improve(given), given}) {
        double error = book.squaredError(means.sorted);
        if (error < least) {
          least = error;
          best = book;
        }
      }
    }
    return best;
  }

  /** A random beginning, and what linear quantization would use, with a zero point or without. */
  private List<float[]> starts(int bits) {
    Range range = new Range(Math.min(0, sorted[0]), Math.max(0, sorted[sorted.length - 1]));
    Affine affine = Affine.of(range, bits);
    float[] grid = new float[1 << bits];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = affine.dequantize(i);
    }
    if (bits == 1) {
      return List.of(spread(grid.length), grid);
    }
    int end = grid.length / 2 - 1;
    Symmetric symmetric = Symmetric.of(Math.max(-range.min(), range.max()), bits);
    float[] centred = new float[grid.length];
    for (int i = -end; i <= end; i++) {
      centred[i + end] = symmetric.dequantize((byte) i);
    }
    centred[grid.length - 1] = range.max();
    return List.of(spread(grid.length), grid, centred);
  }

  /** k-means++ on a sample. */
  private float[] spread(int count) {
    int step = Math.max(1, sorted.length / SAMPLE);
    int size = (sorted.length + step - 1) / step;
    double[] far = new double[size];
    Arrays.fill(far, Double.POSITIVE_INFINITY);
    float[] levels = new float[count];
    float next = hasZero ? 0 : sorted[random.nextInt(size) * step];
    for (int level = 0; level < count; level++) {
      levels[level] = next;
      double total = 0;
      for (int i = 0; i < size; i++) {
        double difference = (double) sorted[i * step] - next;
        far[i] = Math.min(far[i], difference * difference);
        total += far[i];
      }
      next = sorted[draw(far, random.nextDouble() * total) * step];
    }
    return levels;
  }

  private static int draw(double[] weights, double at) {
    double rest = at;
    int i = 0;
    while (i < weights.length - 1 && rest >= weights[i]) {
      rest -= weights[i++];
    }
    return i;
  }

  private Codebook improve(Codebook given) {
    Codebook book = given;
    for (int round = 0; round < ROUNDS; round++) {
      float[] means = means(book);
      if (Arrays.equals(means, book.levels())) {
        break;
      }
      book = Codebook.ofNearest(means);
    }
    return book;
  }

  /** The mean of what each level stands for; a level that stands for nothing stays. */
  private float[] means(Codebook book) {
    float[] means = book.levels().clone();
    int from = 0;
    for (int level = 0; level < means.length; level++) {
      int to = level < book.bounds().length ? below(book.bounds()[level]) : sorted.length;
      boolean isFixed = hasZero && means[level] == 0;
      if (to > from && !isFixed) {
        means[level] = (float) ((sums[to] - sums[from]) / (to - from));
      }
      from = Math.max(from, to);
    }
    return means;
  }

  /** How many numbers are below a bound. */
  private int below(double bound) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < bound) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}

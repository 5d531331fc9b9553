package io.millrace.compress.quantize.codebook;

import java.util.Arrays;

/**
 * The few numbers that may stand for any other, and where one ends and the next begins.
 *
 * <p>{@code code(x)} is the number of bounds that are not above {@code x}; {@code levels[code(x)]}
 * stands for {@code x}.
 *
 * <p>Immutable by agreement: nobody writes to the arrays after construction.
 *
 * @param levels ascending, at most 256
 * @param bounds ascending, one fewer; {@code bounds[i]} parts level {@code i} from the next
 */
record Codebook(float[] levels, double[] bounds) {
  private static final int MOST = 256;

  Codebook {
    if (levels.length == 0 || levels.length > MOST || bounds.length != levels.length - 1) {
      throw new IllegalArgumentException(
          "codebook: %d levels, %d bounds".formatted(levels.length, bounds.length));
    }
  }

  /** Levels of which the nearest stands for a number. */
  static Codebook ofNearest(float[] levels) {
    float[] sorted = levels.clone();
    Arrays.sort(sorted);
    double[] bounds = new double[sorted.length - 1];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = ((double) sorted[i] + sorted[i + 1]) / 2;
    }
    return new Codebook(sorted, bounds);
  }

  /** The place of the level that stands for a number. */
  int code(float value) {
    int from = 0;
    int to = bounds.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (bounds[middle] <= value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** The sum of squared differences between numbers and what stands for them. */
  double squaredError(float[] values) {
    double sum = 0;
    for (float value : values) {
      double difference = (double) value - levels[code(value)];
      sum += difference * difference;
    }
    return sum;
  }

  /** These levels, the last repeated until there are as many as asked for. */
  float[] padded(int count) {
    float[] padded = Arrays.copyOf(levels, count);
    Arrays.fill(padded, levels.length, count, levels[levels.length - 1]);
    return padded;
  }
}

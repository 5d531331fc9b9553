package io.millrace.model.bundle;

/**
 * Trained numbers: {@code data} row-major in {@code shape}.
 *
 * <p>Not for sharing while somebody trains: {@code data} is written in place.
 */
public record FloatTensor(long[] shape, float[] data) {
  /**
   * @throws IllegalArgumentException if the shape does not hold as many numbers as there are
   */
  public FloatTensor {
    if (size(shape) != data.length) {
      throw new IllegalArgumentException(
          "FloatTensor: shape %s holds %d numbers, found %d"
              .formatted(java.util.Arrays.toString(shape), size(shape), data.length));
    }
  }

  /** All zeros. */
  public static FloatTensor zeros(long... shape) {
    return new FloatTensor(shape, new float[Math.toIntExact(size(shape))]);
  }

  /** A copy that shares nothing. */
  public FloatTensor copy() {
    return new FloatTensor(shape.clone(), data.clone());
  }

  /** Length along one axis. */
  public int length(int axis) {
    return Math.toIntExact(shape[axis]);
  }

  private static long size(long[] shape) {
    long size = 1;
    for (long length : shape) {
      size *= length;
    }
    return size;
  }
}

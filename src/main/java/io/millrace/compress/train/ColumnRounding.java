package io.millrace.compress.train;

import io.millrace.compress.quantize.Symmetric;
import io.millrace.model.bundle.FloatTensor;

/**
 * Rounds and clips the columns of one tensor, each with a scale of its own: that of its largest
 * number, as {@link Symmetric} quantizes.
 *
 * <p>Element {@code i} is of column {@code i / (rows columns) * columns + i % columns}: more than
 * two axes are matrices one after the other.
 *
 * <p>Not for sharing.
 */
final class ColumnRounding {
  /** Limits tried, as shares of the largest number: fine enough, the error is flat at its least. */
  private static final int TRIED = 16;

  private static final int LEAST_TRIED = 3;

  private final int rows;
  private final int columns;
  private final int bits;
  private final float[] limits;
  private final float[] rounded;

  private ColumnRounding(FloatTensor tensor, int rows, int columns, int bits) {
    float[] data = tensor.data();
    this.rows = rows;
    this.columns = columns;
    this.bits = bits;
    this.rounded = new float[data.length];
    this.limits = new float[data.length / rows];
    for (int column = 0; column < limits.length; column++) {
      limits[column] = leastError(data, column);
    }
    clip(data);
  }

  /** One scale for all numbers. */
  static ColumnRounding whole(FloatTensor tensor, int bits) {
    return new ColumnRounding(tensor, tensor.data().length, 1, bits);
  }

  /** One scale for each column of a matrix, or of several of the same shape. */
  static ColumnRounding byColumn(FloatTensor tensor, int bits) {
    int axes = tensor.shape().length;
    return new ColumnRounding(tensor, tensor.length(axes - 2), tensor.length(axes - 1), bits);
  }

  /** Clips in place. */
  void clip(float[] data) {
    for (int i = 0; i < data.length; i++) {
      float limit = limits[column(i)];
      data[i] = Math.clamp(data[i], -limit, limit);
    }
  }

  /** Clips a part of the first column in place. */
  void clip(float[] data, int from, int count) {
    for (int i = from; i < from + count; i++) {
      data[i] = Math.clamp(data[i], -limits[0], limits[0]);
    }
  }

  /** All numbers rounded; good until the next call. */
  float[] rounded(float[] data) {
    for (int column = 0; column < limits.length; column++) {
      Symmetric code = code(data, column);
      int first = first(column);
      for (int i = first; i < first + rows * columns; i += columns) {
        rounded[i] = code.dequantize(code.quantize(data[i]));
      }
    }
    return rounded;
  }

  /** The code of a column's largest number. */
  Symmetric code(float[] data, int column) {
    float largest = 0;
    int first = first(column);
    for (int i = first; i < first + rows * columns; i += columns) {
      largest = Math.max(largest, Math.abs(data[i]));
    }
    return Symmetric.of(largest, bits);
  }

  private float leastError(float[] data, int column) {
    int first = first(column);
    float largest = code(data, column).scale() * ((1 << (bits - 1)) - 1);
    float best = largest;
    double least = Double.POSITIVE_INFINITY;
    for (int tried = TRIED; tried >= LEAST_TRIED; tried--) {
      Symmetric code = Symmetric.of(largest * tried / TRIED, bits);
      double error = 0;
      for (int i = first; i < first + rows * columns; i += columns) {
        double off = data[i] - code.dequantize(code.quantize(data[i]));
        error += off * off;
      }
      if (error < least) {
        least = error;
        best = largest * tried / TRIED;
      }
    }
    return best;
  }

  private int column(int i) {
    return i / (rows * columns) * columns + i % columns;
  }

  private int first(int column) {
    return column / columns * rows * columns + column % columns;
  }
}

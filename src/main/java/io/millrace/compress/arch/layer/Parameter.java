package io.millrace.compress.arch.layer;

/**
 * A tensor that is trained: its shape, and the range that its fresh numbers are drawn from, evenly.
 *
 * <p>Immutable.
 */
public record Parameter(double low, double high, long... shape) {
  /** All zeros, as biases start. */
  public static Parameter zeros(long... shape) {
    return new Parameter(0, 0, shape);
  }

  /** All ones, as the scales of a norm start. */
  public static Parameter ones(long... shape) {
    return new Parameter(1, 1, shape);
  }

  /** Within a bound of zero. */
  public static Parameter within(double bound, long... shape) {
    return new Parameter(-bound, bound, shape);
  }

  /**
   * A matrix {@code [in, out]}, within {@code sqrt(6 / (in + out))}.
   *
   * <p>Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
   * networks, AISTATS 2010, equation 16.
   */
  public static Parameter matrix(long in, long out) {
    return within(Math.sqrt(6.0 / (in + out)), in, out);
  }

  /** How many numbers it holds. */
  public long count() {
    long count = 1;
    for (long length : shape) {
      count *= length;
    }
    return count;
  }
}

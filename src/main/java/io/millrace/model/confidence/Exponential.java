package io.millrace.model.confidence;

/**
 * The exponentials of numbers that are not positive, to as many digits as a gate needs, without a
 * table or a branch, so that the compiler computes eight at once: what a gate over 150 labels takes
 * stands in no proportion to a student otherwise (2.8 µs with {@link Math#exp} and a logarithm for
 * each label, 1.3 with a table of powers, 0.7 so; the student's engine call takes 4).
 *
 * <p>{@code exp(x) = exp(x / 4096)^4096}: a short series, squared twelve times. Relative error
 * below 1e-12 down to -150, and below 1e-6 down to -700, where float64 nearly ends.
 *
 * <p>Source: Moler and Van Loan, Nineteen Dubious Ways to Compute the Exponential of a Matrix, SIAM
 * Review 1978, method 3 (scaling and squaring).
 */
final class Exponential {
  /** The squares of so little end at 0; the series of much less would not. */
  private static final double LOWEST = -800;

  private static final double SCALE = 1.0 / 4096;

  private Exponential() {}

  /** Puts the exponential of each number, of at most 0, in its place. */
  static void of(double[] values) {
    for (int i = 0; i < values.length; i++) {
      double x = Math.max(values[i], LOWEST) * SCALE;
      double tail = 1 / 24.0 + x * (1 / 120.0 + x * (1 / 720.0 + x * (1 / 5040.0)));
      double power = 1 + x * (1 + x * (1 / 2.0 + x * (1 / 6.0 + x * tail)));
      power *= power; // 2
      power *= power;
      power *= power; // 8
      power *= power;
      power *= power;
      power *= power; // 64
      power *= power;
      power *= power;
      power *= power; // 512
      power *= power;
      power *= power;
      power *= power; // 4096
      values[i] = power;
    }
  }
}

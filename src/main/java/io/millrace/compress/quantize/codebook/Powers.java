package io.millrace.compress.quantize.codebook;

/**
 * Levels that are zero and powers of two with a sign.
 *
 * <p>{@code w_q = sign(w) 2^k}, {@code k = round(log2 |w|)}; of {@code 2^bits} codes one is zero
 * and {@code 2^(bits - 1) - 1} are powers of each sign, downwards from the one nearest to the
 * largest weight. What is nearer to zero than to the least power becomes zero.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Miyashita, Lee and Murmann, Convolutional Neural Networks using Logarithmic Data
 * Representation, 2016, section 3.
 */
final class Powers {
  private static final double HALF_WAY = Math.sqrt(2);

  private Powers() {}

  /**
   * The levels for numbers.
   *
   * @param values finite
   * @param bits 2 to 8
   */
  static Codebook of(float[] values, int bits) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (largest < Float.MIN_NORMAL) {
      return Codebook.ofNearest(new float[] {0});
    }
    int top = exponent(largest);
    int count = Math.min((1 << (bits - 1)) - 1, top - Float.MIN_EXPONENT + 1);
    float[] levels = new float[2 * count + 1];
    double[] bounds = new double[2 * count];
    for (int i = 0; i < count; i++) {
      int k = top - count + 1 + i;
      levels[count + 1 + i] = Math.scalb(1f, k);
      levels[count - 1 - i] = -Math.scalb(1f, k);
      double bound = i == 0 ? Math.scalb(1.0, k - 1) : Math.scalb(HALF_WAY, k - 1);
      bounds[count + i] = bound;
      // A bound belongs to the level above it; here to the one below, the one farther from zero.
      bounds[count - 1 - i] = Math.nextUp(-bound);
    }
    return new Codebook(levels, bounds);
  }

  /** {@code round(log2 x)}, within what a float can hold. */
  private static int exponent(float x) {
    int k = Math.getExponent(x);
    return Math.min(x >= Math.scalb(HALF_WAY, k) ? k + 1 : k, Float.MAX_EXPONENT);
  }
}

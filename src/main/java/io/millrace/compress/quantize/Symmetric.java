package io.millrace.compress.quantize;

/**
 * Linear quantization about zero, for weights.
 *
 * <p>{@code w_q = scale * round(w / scale)}, {@code scale = largest / (2^(bits - 1) - 1)}; whatever
 * is larger than {@code largest} is clipped. Inside, the error is at most half a scale.
 *
 * <p>Immutable.
 *
 * <p>Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference, CVPR 2018, section 2.1, with zero point 0.
 */
public record Symmetric(float scale, int bits) {
  /**
   * @throws IllegalArgumentException if bits are not 2 to 8, or the scale is not positive
   */
  public Symmetric {
    if (bits < 2 || bits > 8) {
      throw new IllegalArgumentException("bits: expected 2 to 8, found " + bits);
    }
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException("scale: expected a positive number, found " + scale);
    }
  }

  /**
   * The finest scale that clips nothing.
   *
   * @param largest largest absolute value; of zeros any scale will do
   */
  public static Symmetric of(float largest, int bits) {
    float scale = largest / levels(bits);
    return new Symmetric(scale >= Float.MIN_NORMAL ? scale : 1, bits);
  }

  /** The finest scale that clips none of the elements from a place on, a stride apart. */
  static Symmetric of(float[] elements, int from, int stride, int bits) {
    float largest = 0;
    for (int i = from; i < elements.length; i += stride) {
      largest = Math.max(largest, Math.abs(elements[i]));
    }
    return of(largest, bits);
  }

  /** The whole number nearest to {@code value / scale}. */
  public byte quantize(float value) {
    int levels = levels(bits);
    return (byte) Math.clamp(Math.rint((double) value / scale), -levels, levels);
  }

  /** What a whole number stands for. */
  public float dequantize(byte quantized) {
    return quantized * scale;
  }

  private static int levels(int bits) {
    return (1 << (bits - 1)) - 1;
  }
}

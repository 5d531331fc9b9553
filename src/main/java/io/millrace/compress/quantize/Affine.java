package io.millrace.compress.quantize;

/**
 * Linear quantization with a zero point: 0 to {@code 2^bits - 1}, and zero is exact.
 *
 * <p>{@code x_q = scale * (round(x / scale) + zeroPoint - zeroPoint)}; outside of the range
 * clipped, inside the error is at most half a scale.
 *
 * <p>Immutable.
 *
 * <p>Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference, CVPR 2018, section 2.1; ONNX QuantizeLinear, opset 13.
 */
public record Affine(float scale, int zeroPoint, int bits) {
  private static final int BYTE = 8;

  /** The finest scale that covers a range and zero with a byte, as activations are. */
  public static Affine of(Range range) {
    return of(range, BYTE);
  }

  /**
   * The finest scale that covers a range and zero.
   *
   * @param bits 1 to 8
   */
  public static Affine of(Range range, int bits) {
    int largest = (1 << bits) - 1;
    float scale = (float) (((double) range.max() - range.min()) / largest);
    if (!(scale >= Float.MIN_NORMAL)) {
      return new Affine(1, 0, bits);
    }
    return new Affine(scale, (int) Math.clamp(Math.rint(-range.min() / scale), 0, largest), bits);
  }

  /** The whole number for a value, 0 to {@link #largest}. */
  public int quantize(float value) {
    return (int) Math.clamp(Math.rint((double) value / scale) + zeroPoint, 0, largest());
  }

  /** The largest whole number. */
  public int largest() {
    return (1 << bits) - 1;
  }

  /** What a whole number stands for. */
  public float dequantize(int quantized) {
    return (quantized - zeroPoint) * scale;
  }
}

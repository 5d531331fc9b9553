package io.millrace.compress.quantize;

/**
 * Linear quantization with a zero point, for activations: 0 to 255, and zero is exact.
 *
 * <p>{@code x_q = scale * (round(x / scale) + zeroPoint - zeroPoint)}; outside of the range
 * clipped, inside the error is at most half a scale.
 *
 * <p>Immutable.
 *
 * <p>Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference, CVPR 2018, section 2.1; ONNX QuantizeLinear, opset 13.
 */
public record Affine(float scale, int zeroPoint) {
  private static final int LEVELS = 255;

  /** The finest scale that covers a range and zero. */
  public static Affine of(Range range) {
    float scale = (range.max() - range.min()) / LEVELS;
    if (!(scale >= Float.MIN_NORMAL)) {
      return new Affine(1, 0);
    }
    return new Affine(scale, (int) Math.clamp(Math.rint(-range.min() / scale), 0, LEVELS));
  }

  /** The whole number for a value, 0 to 255. */
  public int quantize(float value) {
    return (int) Math.clamp(Math.rint((double) value / scale) + zeroPoint, 0, LEVELS);
  }

  /** What a whole number stands for. */
  public float dequantize(int quantized) {
    return (quantized - zeroPoint) * scale;
  }
}

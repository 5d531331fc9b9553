package io.millrace.compress.quantize;

/**
 * How linear quantization codes the matrices of products.
 *
 * <p>Immutable.
 *
 * @param bits 2 to 8
 * @param isAffine whether codes have a zero point, for weights that lie to one side of zero
 * @param isWhole whether a matrix has one scale; else each column has its own
 */
public record WeightCode(int bits, boolean isAffine, boolean isWhole) {
  /** Symmetric, a scale a column. */
  public static WeightCode of(int bits) {
    return new WeightCode(bits, false, false);
  }

  /** The range of one column, or of all. */
  Range range(float[] elements, int column, int columns) {
    Range range = new Range(0, 0);
    for (int i = isWhole ? 0 : column; i < elements.length; i += isWhole ? 1 : columns) {
      range = range.with(elements[i]);
    }
    return range;
  }
}

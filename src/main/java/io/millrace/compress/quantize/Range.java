package io.millrace.compress.quantize;

/**
 * The least and the greatest number that a value held, zero included.
 *
 * <p>Immutable.
 */
public record Range(float min, float max) {
  /**
   * @throws IllegalArgumentException if an end is not finite, or they are not on their sides of
   *     zero
   */
  public Range {
    if (!(min <= 0 && max >= 0) || Float.isInfinite(min) || Float.isInfinite(max)) {
      throw new IllegalArgumentException(
          "range: expected min <= 0 <= max, found " + min + ", " + max);
    }
  }

  /** This range, widened to hold another number. */
  Range with(float value) {
    return new Range(Math.min(min, value), Math.max(max, value));
  }
}

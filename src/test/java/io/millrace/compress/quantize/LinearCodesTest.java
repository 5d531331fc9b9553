package io.millrace.compress.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What every linear code must hold. */
class LinearCodesTest {
  /** Half a scale, and the rounding of one float multiplication of a number within the range. */
  private static float halfScale(float scale, float range) {
    return scale / 2 + 2 * Math.ulp(range);
  }

  @Property(tries = 2000)
  void symmetricIsWithinHalfAScale(
      @ForAll @IntRange(min = 2, max = 8) int bits,
      @ForAll @DoubleRange(min = -60, max = 60) double size,
      @ForAll @DoubleRange(min = -1, max = 1) double share) {
    float largest = (float) Math.exp(size);
    Symmetric code = Symmetric.of(largest, bits);
    float value = (float) (share * largest);

    assertThat(Math.abs(code.dequantize(code.quantize(value)) - value))
        .isLessThanOrEqualTo(halfScale(code.scale(), largest));
  }

  @Property(tries = 2000)
  void affineIsWithinHalfAScaleAndKeepsZero(
      @ForAll @DoubleRange(min = -60, max = 60) double size,
      @ForAll @DoubleRange(min = 0, max = 1) double below,
      @ForAll @DoubleRange(min = 0, max = 1) double above,
      @ForAll @DoubleRange(min = 0, max = 1) double place) {
    double largest = Math.exp(size);
    Range range = new Range((float) (-below * largest), (float) (above * largest));
    Affine code = Affine.of(range);
    float value = (float) (range.min() + place * ((double) range.max() - range.min()));

    // The zero point is a whole number, so that an end may lie half a step outside.
    assertThat(Math.abs(code.dequantize(code.quantize(value)) - value))
        .isLessThanOrEqualTo(halfScale(code.scale(), (float) largest) * 2);
    assertThat(code.dequantize(code.quantize(0))).isZero();
  }

  @Test
  void symmetricReachesBothEnds() {
    Symmetric code = Symmetric.of(2.54f, 8);

    assertThat(code.quantize(2.54f)).isEqualTo((byte) 127);
    assertThat(code.quantize(-2.54f)).isEqualTo((byte) -127);
    assertThat(code.quantize(100)).isEqualTo((byte) 127);
  }

  @Test
  void zerosHaveAScale() {
    assertThat(Symmetric.of(0, 8).quantize(0)).isZero();
    assertThat(Affine.of(new Range(0, 0)).quantize(0)).isZero();
  }

  @Test
  void refusesWhatIsNoCode() {
    assertThatThrownBy(() -> Symmetric.of(1, 9)).hasMessageContaining("bits: expected 2 to 8");
    assertThatThrownBy(() -> new Symmetric(Float.NaN, 8)).hasMessageContaining("scale");
    assertThatThrownBy(() -> new Range(1, 2)).hasMessageContaining("min <= 0 <= max");
    assertThatThrownBy(() -> new Range(Float.NaN, 2)).hasMessageContaining("range");
  }
}

package io.millrace.compress.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every linear code must hold. */
class LinearCodesTest {
  private static final int DRAWS = 10_000;

  /** Half a scale, and the rounding of one float multiplication of a number within the range. */
  private static float halfScale(float scale, float range) {
    return scale / 2 + 2 * Math.ulp(range);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7, 8})
  void symmetricIsWithinHalfAScale(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    for (int i = 0; i < DRAWS; i++) {
      float largest = (float) Math.exp(random.nextDouble(-60, 60));
      Symmetric code = Symmetric.of(largest, bits);
      float value = (float) random.nextDouble(-largest, largest);

      assertThat(Math.abs(code.dequantize(code.quantize(value)) - value))
          .isLessThanOrEqualTo(halfScale(code.scale(), largest));
    }
  }

  @Test
  void affineIsWithinHalfAScaleAndKeepsZero() {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < DRAWS; i++) {
      float size = (float) Math.exp(random.nextDouble(-60, 60));
      Range range = new Range((float) -random.nextDouble(size), (float) random.nextDouble(size));
      Affine code = Affine.of(range);
      float value = (float) random.nextDouble(range.min(), range.max());

      // The zero point is a whole number, so that an end may lie half a step outside.
      assertThat(Math.abs(code.dequantize(code.quantize(value)) - value))
          .isLessThanOrEqualTo(halfScale(code.scale(), size) * 2);
      assertThat(code.dequantize(code.quantize(0))).isZero();
    }
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

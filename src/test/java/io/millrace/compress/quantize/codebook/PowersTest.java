package io.millrace.compress.quantize.codebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held to the formula {@code sign(w) 2^round(log2 |w|)}. */
class PowersTest {
  private static float standing(Codebook book, float value) {
    return book.levels()[book.code(value)];
  }

  @Test
  void isTheFormula() {
    float[] values = {0, 1, -1, 3, -3, 0.7f, -0.72f, 0.1f, 1.41f, 1.42f, 100};
    Codebook book = Powers.of(values, 8);

    // log2: -, 0, 0, 1.58, 1.58, -0.51, -0.47, -3.32, 0.496, 0.506, 6.64
    float[] expected = {0, 1, -1, 4, -4, 0.5f, -1, 0.125f, 1, 2, 128};
    for (int i = 0; i < values.length; i++) {
      assertThat(standing(book, values[i])).as("%s", values[i]).isEqualTo(expected[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void keepsSignAndRatio(int bits) {
    SplittableRandom random = new SplittableRandom(bits);
    float[] values = new float[2000];
    float largest = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble(-1, 1) * Math.exp(random.nextDouble(-9, 3)));
      largest = Math.max(largest, Math.abs(values[i]));
    }
    Codebook book = Powers.of(values, bits);
    double least = Math.scalb(1, (int) Math.rint(Math.log(largest) / Math.log(2)));
    least = least / Math.pow(2, (1 << (bits - 1)) - 2);

    assertThat(book.levels()).hasSizeLessThanOrEqualTo((1 << bits) - 1).contains(0f);
    for (float value : values) {
      float found = standing(book, value);
      if (Math.abs(value) < least / 2) {
        assertThat(found).isZero();
      } else {
        // Half an exponent; more only for what lies below the least power.
        double ratio = found / value;
        double most = Math.abs(value) < least ? 2 : Math.sqrt(2);
        assertThat(ratio).isBetween(1 / Math.sqrt(2) - 1e-6, most + 1e-6);
      }
      assertThat(standing(book, -value)).isEqualTo(-found);
    }
  }

  @Test
  void zerosNeedOneLevel() {
    assertThat(Powers.of(new float[8], 4).levels()).containsExactly(0f);
  }
}

package io.millrace.compress.quantize.codebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.quantize.Affine;
import io.millrace.compress.quantize.Range;
import io.millrace.compress.quantize.Symmetric;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Means of clusters, held to hand-made cases and to linear quantization. */
class KMeansTest {
  @Test
  void findsClustersThatAreApart() {
    float[] values = {1, 1.5f, 2, 10, 11, -7, -7, -7.75f, 100};

    Codebook book = KMeans.of(values, 2, new SplittableRandom(1));

    assertThat(book.levels()).containsExactly(-7.25f, 1.5f, 10.5f, 100);
    assertThat(book.squaredError(values)).isEqualTo(2 * 0.0625 + 0.25 + 2 * 0.25 + 2 * 0.25);
  }

  @Test
  void keepsZeroExactly() {
    float[] values = {0, 0.1f, 0.2f, 5, 5.1f};

    Codebook book = KMeans.of(values, 1, new SplittableRandom(1));

    assertThat(book.levels()[book.code(0)]).isZero();
  }

  @Property(tries = 200)
  void neverErrsMoreThanLinear(
      @ForAll @IntRange(min = 1, max = 8) int bits,
      @ForAll @IntRange(min = 1, max = 599) int count,
      @ForAll @IntRange(min = 0, max = 3) int shape,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = draw(count, shape, random);

    double error = KMeans.of(values, bits, random).squaredError(values);

    assertThat(error).isLessThanOrEqualTo(affine(values, bits));
    if (bits > 1) {
      assertThat(error).isLessThanOrEqualTo(symmetric(values, bits));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void standsForFewNumbersExactly(int bits) {
    float[] values = new float[500];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % (1 << bits)) * 0.3f - 0.3f;
    }

    assertThat(KMeans.of(values, bits, new SplittableRandom(3)).squaredError(values)).isZero();
  }

  /** Uniform, heavy-tailed, one-sided or with zeros. */
  private static float[] draw(int count, int shape, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < values.length; i++) {
      double uniform = random.nextDouble(-1, 1);
      values[i] =
          (float)
              switch (shape) {
                case 0 -> uniform;
                case 1 -> random.nextGaussian() * Math.exp(random.nextGaussian() * 2);
                case 2 -> 3 + uniform;
                default -> random.nextInt(2) == 0 ? 0 : uniform;
              };
    }
    return values;
  }

  private static double affine(float[] values, int bits) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    Affine code =
        Affine.of(new Range(Math.min(0, sorted[0]), Math.max(0, sorted[sorted.length - 1])), bits);
    double sum = 0;
    for (float value : values) {
      sum += Math.pow((double) value - code.dequantize(code.quantize(value)), 2);
    }
    return sum;
  }

  private static double symmetric(float[] values, int bits) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    Symmetric code = Symmetric.of(largest, bits);
    double sum = 0;
    for (float value : values) {
      sum += Math.pow((double) value - code.dequantize(code.quantize(value)), 2);
    }
    return sum;
  }
}

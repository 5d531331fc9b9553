package io.millrace.compress.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One coefficient scales a model, and a budget bounds it. */
class ScalingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // 2 * 1.2^4 = 4.1; 64 * (2 / 1.2)^2 = 177.8; 192 * 2.78 = 533.3
        "sep:scale=4 | sep:embedding=178,channels=533,depth=4",
        // 2 * 1.2^2 = 2.9; 128 * 2 / 1.2 = 213.3, to a multiple of 8
        "transformer:scale=2 | transformer:embedding=216,depth=3,heads=6",
        // 128 / 1.29 = 99.1, 256 / 1.29 = 198.3
        "conv:scale=-1 | conv:embedding=99,channels=198",
        "bag:scale=0 | bag"
      })
  void scalesDepthAndWidthsTogether(String scaled, String written) {
    assertThat(Architecture.parse(scaled)).isEqualTo(Architecture.parse(written));
  }

  @Test
  void aUnitOfScaleDoublesTheOperations() {
    long base = flops("transformer:embedding=1024,depth=20");

    // Sizes are whole numbers, and attention's part does not grow with the square of the width.
    assertThat(flops("transformer:embedding=1024,depth=20,scale=1") / (double) base)
        .isCloseTo(2, within(0.1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "sep", "shuffle", "transformer"})
  void staysWithinTheBudget(String kind) {
    for (long budget : new long[] {100_000, 2_000_000}) {
      long flops = flops(kind + ":buckets=1000,flops=" + budget);

      assertThat(flops).isBetween(budget / 2, budget);
    }
  }

  @Test
  void isTheSmallerOfScaleAndBudget() {
    assertThat(Architecture.parse("sep:scale=1,flops=1G"))
        .isEqualTo(Architecture.parse("sep:scale=1"));
    assertThat(flops("sep:scale=9,flops=0.3M"))
        .isEqualTo(flops("sep:flops=300K"))
        .isLessThan(flops("sep:scale=9"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sep:flops=1 | key flops: expected at least",
        "sep:flops=many | key flops: expected a number such as 2M, found 'many'",
        "sep:scale=x | key scale: expected -20.0 to 20.0, found 'x'",
        "sep:scale=21 | key scale: expected -20.0 to 20.0, found 21"
      })
  void namesWhatIsWrong(String spec, String message) {
    assertThatThrownBy(() -> Architecture.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static long flops(String spec) {
    return Architecture.parse(spec).featureFlops(Architecture.TEXT_TOKENS);
  }
}

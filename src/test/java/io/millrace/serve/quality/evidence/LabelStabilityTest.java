package io.millrace.serve.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelStabilityTest {
  @Test
  void knowsTheChiSquare() {
    // R: pchisq(x, df, lower.tail = FALSE)
    assertThat(ChiSquare.above(3.841459, 1)).isCloseTo(0.05, within(1e-7));
    assertThat(ChiSquare.above(5.991465, 2)).isCloseTo(0.05, within(1e-7));
    assertThat(ChiSquare.above(14.06714, 7)).isCloseTo(0.05, within(1e-7));
    assertThat(ChiSquare.above(15.50731, 8)).isCloseTo(0.05, within(1e-7));
    assertThat(ChiSquare.above(40, 7)).isCloseTo(1.258e-6, within(1e-8));
    assertThat(ChiSquare.above(0, 3)).isEqualTo(1);
  }

  @Test
  void isTheIndexByItsFormula() {
    LabelStability labels = LabelStability.of(Map.of("a", 50L, "b", 50L));

    // (0.6 - 0.5) ln(0.6 / 0.5) + (0.4 - 0.5) ln(0.4 / 0.5)
    assertThat(labels.index(new long[] {60, 40})).isCloseTo(0.0405465, within(1e-6));
    assertThat(labels.index(new long[] {50, 50})).isZero();
    assertThat(labels.index(new long[] {100, 0})).isFinite();
  }

  @Test
  void putsLabelsInBinsOfAboutEqualReference() {
    Map<String, Long> counts = new HashMap<>();
    for (int label = 0; label < 150; label++) {
      counts.put("label" + label, 10L + label % 7);
    }

    LabelStability labels = LabelStability.of(counts);

    assertThat(labels.reference()).hasSize(8);
    assertThat(Arrays.stream(labels.reference()).max().orElseThrow())
        .isLessThan(Arrays.stream(labels.reference()).min().orElseThrow() + 20);
    assertThat(labels.bin("never seen")).isBetween(0, 7);
  }

  @Test
  void isAsRareAsItSaysWhereNothingChanged() {
    Random random = new Random(11);
    LabelStability labels = LabelStability.of(counts(random, 2_000));
    int rare = 0;
    for (int round = 0; round < 2_000; round++) {
      long[] window = new long[8];
      counts(random, 500).forEach((label, count) -> window[labels.bin(label)] += count);
      rare += labels.chance(window) <= 0.01 ? 1 : 0;
    }

    // One reference makes all 2,000 windows depend on it, hence so wide.
    assertThat(rare / 2_000.0).isLessThan(0.05);
  }

  @Test
  void saysNothingOfOneLabel() {
    assertThat(LabelStability.of(Map.of("a", 9L)).chance(new long[] {5})).isEqualTo(1);
    assertThat(LabelStability.of(Map.of()).chance(new long[] {5})).isEqualTo(1);
  }

  private static Map<String, Long> counts(Random random, int events) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < events; i++) {
      counts.merge("label" + random.nextInt(40), 1L, Long::sum);
    }
    return counts;
  }
}

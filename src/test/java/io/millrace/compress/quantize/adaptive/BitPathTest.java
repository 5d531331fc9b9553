package io.millrace.compress.quantize.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.quantize.adaptive.BitPath.Choice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who gives up bits first. */
class BitPathTest {
  @Test
  void takesMostBytesForLeastDivergence() {
    Map<String, List<Choice>> choices = new LinkedHashMap<>();
    choices.put("tender", List.of(new Choice(32, 400, 0), new Choice(4, 50, 10)));
    choices.put(
        "tough", List.of(new Choice(32, 400, 0), new Choice(4, 50, 0.5), new Choice(2, 25, 2)));

    // Bytes for divergence: tough 350 / 0.5, tender 350 / 10, tough again 25 / 1.5.
    assertThat(BitPath.steps(choices))
        .containsExactly(
            Map.of("tender", 32, "tough", 32),
            Map.of("tender", 32, "tough", 4),
            Map.of("tender", 4, "tough", 4),
            Map.of("tender", 4, "tough", 2));
  }

  @Test
  void startsWithWhatCostsNothing() {
    Map<String, List<Choice>> choices = new LinkedHashMap<>();
    choices.put("free", List.of(new Choice(32, 8, 0), new Choice(8, 2, 0)));
    choices.put("dear", List.of(new Choice(32, 8_000_000, 0), new Choice(8, 2, 0.001)));

    assertThat(BitPath.steps(choices).get(1)).containsEntry("free", 8).containsEntry("dear", 32);
  }

  @Test
  void divergenceIsThatOfKullbackAndLeibler() {
    float[][] even = {{0, 0}, {1, 1}};
    float[][] odd = {{0, (float) Math.log(3)}, {1, 1}};

    // 0.5 ln(0.5 / 0.25) + 0.5 ln(0.5 / 0.75) for the first text, nothing for the second.
    double expected = (0.5 * Math.log(2) + 0.5 * Math.log(2 / 3.0)) / 2;
    assertThat(Divergence.of(even, odd)).isCloseTo(expected, within(1e-7));
    assertThat(Divergence.of(odd, odd)).isZero();
  }
}

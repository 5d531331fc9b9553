package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final int MANY = 20_000;

  private final Traffic traffic = new Traffic(Utterances.load(), 200, 1);

  @Test
  void saysTheSameForTheSameSeed() {
    var again = new Traffic(Utterances.load(), 200, 1);
    var other = new Traffic(Utterances.load(), 200, 2);

    assertThat(again.event(17).value()).isEqualTo(traffic.event(17).value());
    assertThat(again.gapNanos(17)).isEqualTo(traffic.gapNanos(17));
    assertThat(other.event(17).value()).isNotEqualTo(traffic.event(17).value());
  }

  @Test
  void arrivesAtTheRateAsPoissonDoes() {
    double mean = LongStream.range(0, MANY).map(traffic::gapNanos).average().orElseThrow();
    double square =
        LongStream.range(0, MANY)
            .mapToDouble(number -> Math.pow(traffic.gapNanos(number) - mean, 2))
            .average()
            .orElseThrow();

    // Exponential gaps deviate by as much as their mean; three standard errors of 20,000 gaps.
    assertThat(mean).isCloseTo(5e6, within(5e6 * 0.022));
    assertThat(Math.sqrt(square)).isCloseTo(5e6, within(5e6 * 0.03));
  }

  @Test
  void speaksMostInAFewConversations() {
    Map<String, Long> counts =
        LongStream.range(0, MANY)
            .mapToObj(number -> traffic.event(number).key())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(counts).hasSizeGreaterThan(250);
    assertThat(counts.get("chat-1")).isBetween(2 * counts.get("chat-3"), 5 * counts.get("chat-3"));
  }

  @Test
  void sendsAsJsonWhatIsSaid() throws Exception {
    Traffic.Event event = traffic.event(3);

    var json = new ObjectMapper().readTree(event.value());

    assertThat(json.get("text").textValue()).isEqualTo(event.text());
  }

  @Test
  void mixesInAFewEventsWithoutAText() {
    long bad = LongStream.range(0, MANY).filter(n -> traffic.event(n).text() == null).count();

    assertThat(bad).isEqualTo(MANY / Traffic.BAD_EVERY);
  }
}

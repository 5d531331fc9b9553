package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UtterancesTest {
  @Test
  void fillsSlots() {
    var utterances =
        Utterances.parse(
            List.of("# for the reader", "city: rome", "pay: $5 | 10%", "---", "{pay} to {city}"));

    var said = Stream.generate(() -> utterances.next(new SplittableRandom())).limit(50).toList();

    assertThat(said).containsOnly("$5 to rome", "10% to rome");
  }

  @Test
  void refusesASlotThatNothingFills() {
    assertThatThrownBy(() -> Utterances.parse(List.of("city: rome", "---", "to {town}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Nothing fills {town} in: to {town}");
  }

  @Test
  void comesWithTheProgram() {
    var utterances = Utterances.load();
    var random = new SplittableRandom(7);

    var said = Stream.generate(() -> utterances.next(random)).limit(2000).distinct().toList();

    assertThat(said).hasSizeGreaterThan(300).noneMatch(text -> text.contains("{"));
  }
}

package io.millrace.serve.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private final Watermark watermark = new Watermark();

  @Test
  void isNowhereBeforeTheFirstEvent() {
    assertThat(watermark.offset()).isEqualTo(Watermark.NONE);
  }

  @Test
  void staysAtTheOldestUnfinishedEvent() {
    InFlightEvent first = take(10);
    InFlightEvent second = take(11);
    InFlightEvent third = take(12);

    assertThat(watermark.finished(second)).isZero();
    assertThat(watermark.offset()).isEqualTo(10);
    assertThat(watermark.finished(first)).isEqualTo(2);
    assertThat(watermark.offset()).isEqualTo(12);
    assertThat(watermark.finished(third)).isEqualTo(1);
    assertThat(watermark.offset()).isEqualTo(13);
  }

  @Test
  void passesOverGaps() {
    InFlightEvent first = take(10);
    take(20);

    watermark.finished(first);

    assertThat(watermark.offset()).isEqualTo(20);
  }

  @Test
  void refusesAnOffsetThatIsNotAbove() {
    take(10);

    assertThatThrownBy(() -> take(10))
        .hasMessageStartingWith("Bug: offset 10 was taken after offset 10");
  }

  @Test
  void skipsNothingInAnyInterleaving() {
    Random random = new Random(11);
    long offset = 0;
    List<InFlightEvent> unfinished = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (unfinished.isEmpty() || random.nextInt(100) < 50) {
        offset += 1 + random.nextInt(3);
        unfinished.add(take(offset));
      } else {
        watermark.finished(unfinished.remove(random.nextInt(unfinished.size())));
      }
      long oldest = unfinished.stream().mapToLong(event -> event.offset).min().orElse(offset + 1);
      assertThat(watermark.offset()).isEqualTo(oldest);
    }
  }

  private InFlightEvent take(long offset) {
    InFlightEvent event = new InFlightEvent(null, Events.event(0, offset, null), false);
    watermark.taken(event);
    return event;
  }
}

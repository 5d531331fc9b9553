package io.millrace.serve.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private final List<InFlightEvent> taken = new ArrayList<>();

  @Test
  void staysAtTheOldestUnfinishedEvent() {
    take(10, 11, 12);

    Watermark watermark = Watermark.at(10).with(List.of(taken.get(1)));
    assertThat(watermark.offset()).isEqualTo(10);
    watermark = watermark.with(List.of(taken.get(0)));
    assertThat(watermark.offset()).isEqualTo(12);
    assertThat(watermark.with(List.of(taken.get(2))).toCommit())
        .isEqualTo(new OffsetAndMetadata(13));
  }

  @Test
  void passesOverGapsWithTheEventBehindThem() {
    take(10, 20, 1_000_000_000);

    Watermark watermark = Watermark.at(10).with(taken);

    assertThat(watermark.offset()).isEqualTo(1_000_000_001);
  }

  @Test
  void reachesTheNextEventHoweverFarAndOthersWithinItsSpan() {
    take(10, 11, 10 + Watermark.SPAN - 1, 10 + Watermark.SPAN);
    Watermark watermark = Watermark.at(10);

    assertThat(taken).map(watermark::reaches).containsExactly(true, true, true, false);
    assertThat(watermark.with(taken.subList(0, 3)).reaches(taken.get(3))).isTrue();
  }

  @Test
  void fitsIntoTheMetadataThatABrokerAllows() {
    take(10, 11, 10 + Watermark.SPAN - 1);

    OffsetAndMetadata commit = Watermark.at(10).with(taken.subList(2, 3)).toCommit();

    assertThat(commit.metadata().length()).isBetween(2_700, 4_096);
    assertThat(Watermark.from(commit).isDone(10 + Watermark.SPAN - 1)).isTrue();
  }

  @Test
  void saysNothingOfWhatSomebodyElseWrote() {
    for (String metadata : List.of("", "host-7", "millrace:%%%")) {
      Watermark watermark = Watermark.from(new OffsetAndMetadata(10, metadata));

      assertThat(watermark.toCommit()).isEqualTo(new OffsetAndMetadata(10));
    }
  }

  @Test
  void skipsNothingInAnyInterleaving() {
    Random random = new Random(11);
    Watermark watermark = Watermark.at(1);
    long next = 1;
    List<InFlightEvent> unfinished = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (unfinished.isEmpty() || random.nextInt(100) < 50) {
        next += random.nextInt(3);
        take(next++);
        unfinished.add(taken.getLast());
      } else {
        List<InFlightEvent> some = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0 && !unfinished.isEmpty(); i--) {
          some.add(unfinished.remove(random.nextInt(unfinished.size())));
        }
        watermark = Watermark.from(watermark.with(some).toCommit());
      }
      long oldest = unfinished.stream().mapToLong(event -> event.from).min().orElse(next);
      assertThat(watermark.offset()).isEqualTo(oldest);
      for (InFlightEvent event : unfinished) {
        assertThat(watermark.isDone(event.offset)).isFalse();
      }
    }
  }

  /** In rising order, each with the gap before it. */
  private void take(long... offsets) {
    for (long offset : offsets) {
      InFlightEvent event =
          new InFlightEvent(null, Events.event(0, offset, null), 0, false, Trace.NONE);
      event.from = taken.isEmpty() ? offset : taken.getLast().offset + 1;
      taken.add(event);
    }
  }
}

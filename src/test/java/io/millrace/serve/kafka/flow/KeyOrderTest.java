package io.millrace.serve.kafka.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private static final Output OUTPUT =
      new Output.Answer(new ProducerRecord<>("predictions", new byte[0]), Outcome.ACCEPTED);

  private final KeyOrder order = new KeyOrder();
  private final List<InFlightEvent> left = new ArrayList<>();

  @Test
  void holdsAnOutputUntilThoseBeforeItOfItsKeyHaveLeft() {
    InFlightEvent first = arrive(1, "a");
    InFlightEvent second = arrive(2, "a");
    InFlightEvent third = arrive(3, "a");

    answer(second);
    answer(third);
    assertThat(left).isEmpty();

    answer(first);
    assertThat(left).containsExactly(first, second, third);
  }

  @Test
  void holdsUpNoOtherKey() {
    arrive(1, "slow");
    InFlightEvent other = arrive(2, "quick");

    answer(other);

    assertThat(left).containsExactly(other);
  }

  @Test
  void holdsUpNoEventWithoutAKey() {
    InFlightEvent first = arrive(1, null);
    InFlightEvent second = arrive(2, null);

    answer(second);
    answer(first);

    assertThat(left).containsExactly(second, first);
  }

  @Test
  void keepsAnyInterleavingInOrderAndForgetsWhatHasLeft() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      left.clear();
      List<InFlightEvent> open = new ArrayList<>();
      for (int offset = 0; offset < 100; ) {
        if (open.isEmpty() || random.nextBoolean()) {
          open.add(arrive(offset++, "key" + random.nextInt(5)));
        } else {
          answer(open.remove(random.nextInt(open.size())));
        }
      }
      open.forEach(this::answer);

      assertThat(left).hasSize(100);
      Map<Object, Long> last = new HashMap<>();
      for (InFlightEvent event : left) {
        Long before = last.put(event.key, event.offset);
        assertThat(before == null || before < event.offset).isTrue();
      }
      assertThat(order.size()).isZero();
    }
  }

  private InFlightEvent arrive(long offset, String key) {
    InFlightEvent event =
        new InFlightEvent(null, Events.event(0, offset, key), 0, true, Trace.NONE);
    order.arrived(event);
    return event;
  }

  private void answer(InFlightEvent event) {
    event.output = OUTPUT;
    order.answered(event, left::add);
  }
}

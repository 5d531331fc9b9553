package io.millrace.serve.kafka.flow;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets the outputs of one key leave in the order in which its events came. A slow event holds up
 * those behind it of its own key, and nobody else's.
 *
 * <p>The events of a key form a linked list; the map knows its last. Confined to the sending
 * thread.
 */
final class KeyOrder {
  private final Map<ByteBuffer, InFlightEvent> lastOfKey = new HashMap<>();

  /** Takes the event's place behind those of its key. */
  void arrived(InFlightEvent event) {
    InFlightEvent before = event.key == null ? null : lastOfKey.put(event.key, event);
    if (before == null) {
      event.isItsTurn = true;
    } else {
      before.nextOfKey = event;
    }
  }

  /**
   * The event has its output: hands over each event that may now leave, in order.
   *
   * @param leave is given events with their outputs
   */
  void answered(InFlightEvent event, Consumer<InFlightEvent> leave) {
    InFlightEvent turn = event.isItsTurn ? event : null;
    while (turn != null && turn.output != null) {
      InFlightEvent next = turn.nextOfKey;
      if (next != null) {
        next.isItsTurn = true;
      } else if (turn.key != null) {
        lastOfKey.remove(turn.key);
      }
      leave.accept(turn);
      turn = next;
    }
  }

  /** Keys with events that have not left. */
  int size() {
    return lastOfKey.size();
  }
}

package io.millrace.serve.kafka.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer whose thread and whose broker move by hand. Not for sharing. */
final class FakeOutbox implements Outbox {
  /** Everything sent, in order. */
  final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();

  private final Queue<Runnable> actions = new ArrayDeque<>();
  private final Queue<Unacknowledged> unacknowledged = new ArrayDeque<>();

  @Override
  public void execute(Runnable action) {
    actions.add(action);
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
    sent.add(record);
    unacknowledged.add(new Unacknowledged(record, whenDone));
  }

  /** The sending thread does what it was given. */
  void run() {
    while (!actions.isEmpty()) {
      actions.remove().run();
    }
  }

  /** The broker acknowledges the oldest output it has not; null if there is none. */
  ProducerRecord<byte[], byte[]> acknowledge() {
    Unacknowledged oldest = unacknowledged.poll();
    if (oldest == null) {
      return null;
    }
    oldest.whenDone.onCompletion(null, null);
    return oldest.record;
  }

  /** The broker finally refuses the oldest output. */
  void refuse(Exception reason) {
    unacknowledged.remove().whenDone.onCompletion(null, reason);
  }

  private record Unacknowledged(ProducerRecord<byte[], byte[]> record, Callback whenDone) {}
}

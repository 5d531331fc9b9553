package io.millrace.serve.kafka.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Clients whose threads and whose broker move by hand. Not for sharing. */
final class FakeOutbox implements Outbox.Plain {
  /** Everything sent, in order. */
  final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();

  /** Everything committed. */
  final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

  private final Queue<Runnable> actions = new ArrayDeque<>();
  private final Queue<Unacknowledged> unacknowledged = new ArrayDeque<>();
  private final Queue<Uncommitted> uncommitted = new ArrayDeque<>();

  @Override
  public void execute(Runnable action) {
    actions.add(action);
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
    sent.add(record);
    unacknowledged.add(new Unacknowledged(record, whenDone));
  }

  @Override
  public void commit(Proposal proposal, Consumer<Exception> whenDone) {
    uncommitted.add(new Uncommitted(proposal, whenDone));
  }

  /** The poll thread does the oldest commit that it was given; false if there is none. */
  boolean commit() {
    Uncommitted oldest = uncommitted.poll();
    if (oldest != null) {
      committed.putAll(oldest.proposal.offsets());
      oldest.whenDone.accept(null);
    }
    return oldest != null;
  }

  /** The broker refuses the oldest commit. */
  void refuseCommit() {
    uncommitted.remove().whenDone.accept(new IllegalStateException("refused"));
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

  private record Uncommitted(Proposal proposal, Consumer<Exception> whenDone) {}

  private record Unacknowledged(ProducerRecord<byte[], byte[]> record, Callback whenDone) {}
}

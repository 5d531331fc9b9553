package io.millrace.serve.kafka.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits outputs and offsets in one transaction after the other.
 *
 * <p>The sending thread is blocked while a transaction commits; the engine is not: what it answers
 * meanwhile waits in the mailbox and is the next transaction.
 *
 * <p>After an abort nothing is asked again: outputs are kept until a commit covers them, and sent
 * once more.
 *
 * <p>Confined to the sending thread.
 *
 * <p>Source: KIP-98, transactions; KIP-447, fencing by the generation of the consumer group.
 */
final class ExactlyOnceWriter implements Writer {
  private final Outbox.Transactional outbox;
  private final Mailbox mailbox;
  private final int mostSent;
  private final Consumer<InFlightEvent> onFinished;
  private final BiConsumer<InFlightEvent, Exception> onFailure;

  /** In the open transaction, in the order of sending. */
  private final List<InFlightEvent> sent = new ArrayList<>();

  /** Out of the watermark's reach, or waiting for the end of a recovery; in order within a key. */
  private final List<InFlightEvent> waiting = new ArrayList<>();

  /** The first output that Kafka will never take: the transaction fails with it. */
  private final AtomicReference<Refusal> refusal = new AtomicReference<>();

  private boolean isRecovering;

  private record Refusal(InFlightEvent event, Exception reason) {}

  /**
   * Begins no transaction yet.
   *
   * @param mostSent commits when so many are sent, however short a time that took
   * @param onFailure told that an output can finally not be written
   */
  ExactlyOnceWriter(
      Outbox.Transactional outbox,
      Mailbox mailbox,
      int mostSent,
      Consumer<InFlightEvent> onFinished,
      BiConsumer<InFlightEvent, Exception> onFailure) {
    this.outbox = outbox;
    this.mailbox = mailbox;
    this.mostSent = mostSent;
    this.onFinished = onFinished;
    this.onFailure = onFailure;
  }

  @Override
  public void send(InFlightEvent event) {
    write(event);
    if (sent.size() >= mostSent) {
      commit();
    }
  }

  private void write(InFlightEvent event) {
    if (isRecovering || !event.lane.committed().reaches(event)) {
      waiting.add(event);
      return;
    }
    sent.add(event);
    outbox.send(
        event.output.record(),
        (_, failure) -> {
          if (failure != null) {
            refusal.compareAndSet(null, new Refusal(event, failure));
          }
        });
  }

  @Override
  public void commit() {
    if (sent.isEmpty()) {
      return;
    }
    Proposal proposal = Proposal.of(sent);
    try {
      end(outbox.commit(proposal), proposal);
    } catch (RuntimeException failure) {
      Refusal first = refusal.get();
      if (first == null) {
        throw failure;
      }
      onFailure.accept(first.event, first.reason);
    }
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> close(Collection<PartitionLane> lanes) {
    lanes.forEach(PartitionLane::close);
    if (sent.stream().anyMatch(event -> event.lane.isClosed())) {
      end(outbox.abort(), null);
    }
    waiting.removeIf(event -> event.lane.isClosed());
    return Map.of();
  }

  private void end(Outbox.End end, Proposal proposal) {
    switch (end) {
      case COMMITTED -> {
        proposal.committed();
        List.copyOf(sent).forEach(this::finish);
        sent.clear();
        writeAgain();
      }
      case ABORTED -> {
        waiting.addAll(0, sent);
        sent.clear();
        writeAgain();
      }
      case UNKNOWN -> recover();
    }
  }

  private void finish(InFlightEvent event) {
    onFinished.accept(event);
    event.lane.finished(event);
  }

  private void writeAgain() {
    List<InFlightEvent> events = List.copyOf(waiting);
    waiting.clear();
    for (InFlightEvent event : events) {
      if (!event.lane.isClosed()) {
        write(event);
      }
    }
  }

  private void recover() {
    isRecovering = true;
    waiting.addAll(0, sent);
    sent.clear();
    Set<TopicPartition> partitions =
        waiting.stream().map(event -> event.lane.partition()).collect(Collectors.toSet());
    outbox.recover(partitions, committed -> mailbox.post(() -> recovered(committed)));
  }

  /** What is committed after all is finished; the rest is sent again. */
  private void recovered(Map<TopicPartition, OffsetAndMetadata> committed) {
    isRecovering = false;
    List<InFlightEvent> done =
        waiting.stream()
            .filter(event -> !event.lane.isClosed())
            .filter(
                event -> Watermark.from(committed.get(event.lane.partition())).isDone(event.offset))
            .toList();
    Proposal.of(done).committed();
    done.forEach(this::finish);
    waiting.removeAll(Set.copyOf(done));
    writeAgain();
  }
}

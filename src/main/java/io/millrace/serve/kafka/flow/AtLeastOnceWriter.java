package io.millrace.serve.kafka.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits events when Kafka has acknowledged their outputs. A crash answers again what was
 * acknowledged since the last commit: no more than may be in flight.
 *
 * <p>Confined to the sending thread.
 */
final class AtLeastOnceWriter implements Writer {
  private final Outbox.Plain outbox;
  private final Mailbox mailbox;
  private final int mostFinished;
  private final Consumer<InFlightEvent> onFinished;
  private final BiConsumer<InFlightEvent, Exception> onFailure;

  /** Acknowledged and in no commit yet. */
  private List<InFlightEvent> finished = new ArrayList<>();

  /** The commit under way; null if there is none. */
  private Proposal committing;

  /**
   * Commits nothing yet.
   *
   * @param mostFinished commits when so many are acknowledged, however short a time that took
   * @param onFailure told that an output can finally not be written
   */
  AtLeastOnceWriter(
      Outbox.Plain outbox,
      Mailbox mailbox,
      int mostFinished,
      Consumer<InFlightEvent> onFinished,
      BiConsumer<InFlightEvent, Exception> onFailure) {
    this.outbox = outbox;
    this.mailbox = mailbox;
    this.mostFinished = mostFinished;
    this.onFinished = onFinished;
    this.onFailure = onFailure;
  }

  @Override
  public void send(InFlightEvent event) {
    outbox.send(
        event.output.record(), (_, failure) -> mailbox.post(() -> acknowledged(event, failure)));
  }

  private void acknowledged(InFlightEvent event, Exception failure) {
    if (failure != null) {
      onFailure.accept(event, failure);
      return;
    }
    onFinished.accept(event);
    if (!event.lane.isClosed()) {
      event.lane.finished(event);
      finished.add(event);
      if (finished.size() >= mostFinished) {
        commit();
      }
    }
  }

  @Override
  public void commit() {
    if (committing != null || finished.isEmpty()) {
      return;
    }
    Proposal proposal = Proposal.of(finished);
    finished = new ArrayList<>(proposal.left());
    if (!proposal.isEmpty()) {
      committing = proposal;
      outbox.commit(proposal, failure -> mailbox.post(() -> committed(failure)));
    }
  }

  private void committed(Exception failure) {
    if (failure == null) {
      committing.committed();
    } else {
      finished.addAll(0, committing.events());
    }
    committing = null;
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> close(Collection<PartitionLane> lanes) {
    List<InFlightEvent> events = new ArrayList<>(finished);
    if (committing != null) {
      events.addAll(0, committing.events());
    }
    finished.removeIf(event -> lanes.contains(event.lane));
    events.removeIf(event -> !lanes.contains(event.lane));
    return Proposal.of(events).offsets();
  }
}

package io.millrace.serve.kafka.flow;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The sending side: keeps order, and hands outputs to the writer when it is their turn.
 *
 * <p>Safe for use by many threads: whatever it is told, it does on the sending thread, in the order
 * it was told.
 */
final class Sender {
  private final Mailbox mailbox;
  private final Writer writer;
  private final Breaker breaker;
  private final IntakeListener listener;
  private final EventTimes times;
  private final Consumer<Throwable> onFailure;

  /** Confined to the sending thread. */
  private boolean hasFailed;

  /**
   * Starts nothing.
   *
   * @param mostUncommitted events that wait for a commit, before one is made for their number
   * @param onFailure told that an output can finally not be written, or of a bug; from then on
   *     nothing is sent
   */
  Sender(
      Outbox outbox,
      int mostUncommitted,
      Breaker breaker,
      EventTimes times,
      IntakeListener listener,
      Consumer<Throwable> onFailure) {
    this.breaker = breaker;
    this.mailbox = new Mailbox(outbox, this::fail);
    this.writer =
        switch (outbox) {
          case Outbox.Plain plain ->
              new AtLeastOnceWriter(
                  plain, mailbox, mostUncommitted, this::finished, this::notWritten);
          case Outbox.Transactional transactional ->
              new ExactlyOnceWriter(
                  transactional, mailbox, mostUncommitted, this::finished, this::notWritten);
        };
    this.times = times;
    this.listener = listener;
    this.onFailure = onFailure;
  }

  /** An event is in flight; told before its answer can be. */
  void taken(InFlightEvent event) {
    mailbox.post(() -> event.lane.taken(event));
  }

  /** An event has its output. */
  void answered(InFlightEvent event, Output output) {
    mailbox.post(() -> breaker.judge(event, output, this::goOn));
  }

  /** Lets go on what the breaker held back, if its pause is over. */
  void tick() {
    mailbox.post(() -> breaker.tick(this::goOn));
  }

  /** Commits what is finished. */
  void commit() {
    mailbox.post(
        () -> {
          if (!hasFailed) {
            writer.commit();
          }
        });
  }

  /** Completes when nothing of the lane is in flight, or the breaker holds some of it back. */
  CompletableFuture<Void> whenEmpty(PartitionLane lane) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    mailbox.post(
        () -> {
          if (breaker.holds(lane)) {
            future.complete(null);
          } else {
            lane.whenEmpty(future);
          }
        });
    return future;
  }

  /** Closes the lanes; completes with what the consumer is to commit of them. */
  CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> close(Collection<PartitionLane> lanes) {
    CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> offsets = new CompletableFuture<>();
    mailbox.post(
        () -> {
          offsets.complete(hasFailed ? Map.of() : writer.close(lanes));
          lanes.forEach(this::discard);
        });
    return offsets;
  }

  private void discard(PartitionLane lane) {
    lane.close();
    breaker.forget(lane);
    lane.discard();
  }

  /** Nothing can be relied on any more: nothing is sent from now on. */
  void failed(RuntimeException bug) {
    mailbox.post(() -> fail(bug));
  }

  private void goOn(InFlightEvent event, Output output) {
    event.lane.answered(event, output, this::send);
  }

  private void send(InFlightEvent event) {
    if (!hasFailed) {
      writer.send(event);
    }
  }

  private void finished(InFlightEvent event) {
    event.trace.arrived();
    switch (event.output) {
      case Output.Answer answer ->
          listener.answered(answer.outcome(), times.endToEndNanos(event.timestamp), event.trace);
      case Output.DeadLetter letter -> listener.deadLettered(letter.place(), letter.rejection());
      case Output.Passed passed -> listener.passedOn();
    }
  }

  private void notWritten(InFlightEvent event, Exception failure) {
    fail(
        new IllegalStateException(
            "The output of the event at offset %d cannot be written to %s: %s"
                .formatted(event.offset, event.output.record().topic(), failure.getMessage()),
            failure));
  }

  private void fail(Throwable failure) {
    if (!hasFailed) {
      hasFailed = true;
      onFailure.accept(failure);
    }
  }
}

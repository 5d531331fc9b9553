package io.millrace.serve.kafka.flow;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The sending side: keeps order, sends, and finishes events that Kafka has acknowledged.
 *
 * <p>Safe for use by many threads: whatever it is told, it does on the sending thread, in the order
 * it was told.
 */
final class Sender {
  private final Outbox outbox;
  private final Mailbox mailbox;
  private final Breaker breaker;
  private final IntakeListener listener;
  private final EventTimes times;
  private final Consumer<Throwable> onFailure;

  /** Confined to the sending thread. */
  private boolean hasFailed;

  /**
   * Starts nothing.
   *
   * @param onFailure told that an output can finally not be written, or of a bug; from then on
   *     nothing is sent
   */
  Sender(
      Outbox outbox,
      Breaker breaker,
      EventTimes times,
      IntakeListener listener,
      Consumer<Throwable> onFailure) {
    this.breaker = breaker;
    this.outbox = outbox;
    this.mailbox = new Mailbox(outbox, this::fail);
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

  /** Forgets a closed lane. */
  void discard(PartitionLane lane) {
    mailbox.post(
        () -> {
          breaker.forget(lane);
          lane.discard();
        });
  }

  /** Nothing can be relied on any more: nothing is sent from now on. */
  void failed(RuntimeException bug) {
    mailbox.post(() -> fail(bug));
  }

  private void goOn(InFlightEvent event, Output output) {
    event.lane.answered(event, output, this::send);
  }

  private void send(InFlightEvent event) {
    if (hasFailed) {
      return;
    }
    outbox.send(
        event.output.record(), (_, failure) -> mailbox.post(() -> acknowledged(event, failure)));
  }

  private void acknowledged(InFlightEvent event, Exception failure) {
    if (failure != null) {
      fail(
          new IllegalStateException(
              "The output of the event at offset %d cannot be written to %s: %s"
                  .formatted(event.offset, event.output.record().topic(), failure.getMessage()),
              failure));
      return;
    }
    switch (event.output) {
      case Output.Answer answer ->
          listener.answered(answer.outcome(), times.endToEndNanos(event.timestamp));
      case Output.DeadLetter letter -> listener.deadLettered(letter.kind());
    }
    event.lane.acknowledged(event);
  }

  private void fail(Throwable failure) {
    if (!hasFailed) {
      hasFailed = true;
      onFailure.accept(failure);
    }
  }
}

package io.millrace.serve.kafka.flow;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One partition, from its assignment to this consumer until it is taken away.
 *
 * <p>Confined to the sending thread, but for what says otherwise.
 */
final class PartitionLane {
  private final int generation;
  private final InFlightLimit limit;
  private final KeyOrder order = new KeyOrder();
  private final Watermark watermark = new Watermark();
  private int inFlight;
  private CompletableFuture<Void> empty;
  private volatile long committable = Watermark.NONE;
  private volatile boolean isLeaving;
  private volatile boolean isClosed;

  /**
   * Begins with nothing in flight.
   *
   * @param generation of the consumer group that made the assignment: records polled in an earlier
   *     one belong to an earlier assignment
   */
  PartitionLane(int generation, InFlightLimit limit) {
    this.generation = generation;
    this.limit = limit;
  }

  /** Whether records polled in this generation are to be taken. For every thread. */
  boolean takes(int polledIn) {
    return !isLeaving && polledIn >= generation;
  }

  /** Takes no more records; what is in flight goes on. For every thread. */
  void leave() {
    isLeaving = true;
  }

  /**
   * From now on nothing is sent: another consumer answers what is not finished. For every thread.
   */
  void close() {
    isLeaving = true;
    isClosed = true;
  }

  /** Every event below is finished; {@link Watermark#NONE} at first. For every thread. */
  long committable() {
    return committable;
  }

  void taken(InFlightEvent event) {
    if (isClosed) {
      limit.leave(1, event.sizeBytes, 1);
      return;
    }
    watermark.taken(event);
    order.arrived(event);
    inFlight++;
  }

  /**
   * The event has its output.
   *
   * @param send is given the events whose turn it is
   */
  void answered(InFlightEvent event, Output output, Consumer<InFlightEvent> send) {
    if (isClosed) {
      return;
    }
    if (event.output != null) {
      throw new IllegalStateException(
          "Bug: the event at offset " + event.offset + " was answered twice");
    }
    event.output = output;
    order.answered(event, send);
  }

  /** Kafka has acknowledged the output. */
  void acknowledged(InFlightEvent event) {
    if (isClosed) {
      return;
    }
    int passed = watermark.finished(event);
    committable = watermark.offset();
    inFlight--;
    limit.leave(1, event.sizeBytes, passed);
    completeIfEmpty();
  }

  /** Completes the future once nothing is in flight. */
  void whenEmpty(CompletableFuture<Void> future) {
    empty = future;
    completeIfEmpty();
  }

  private void completeIfEmpty() {
    if (inFlight == 0 && empty != null) {
      empty.complete(null);
    }
  }

  /** Gives up what is left after {@link #close}. */
  void discard() {
    for (InFlightEvent event : watermark) {
      limit.leave(event.isFinished ? 0 : 1, event.isFinished ? 0 : event.sizeBytes, 1);
    }
    watermark.clear();
  }
}

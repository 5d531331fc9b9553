package io.millrace.serve.kafka.flow;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition, from its assignment to this consumer until it is taken away.
 *
 * <p>Confined to the sending thread, but for what says otherwise.
 */
final class PartitionLane {
  private final TopicPartition partition;
  private final int generation;
  private final InFlightLimit limit;
  private final KeyOrder order = new KeyOrder();

  /** What was done when the partition came. */
  private final Watermark before;

  private Watermark committed;
  private long next;
  private boolean hasBegun;
  private int inFlight;
  private long inFlightBytes;
  private int uncommitted;
  private CompletableFuture<Void> empty;
  private volatile boolean isLeaving;
  private volatile boolean isClosed;

  /**
   * Begins with nothing in flight.
   *
   * @param committed what is done of the partition
   * @param generation of the consumer group that made the assignment: records polled in an earlier
   *     one belong to an earlier assignment
   */
  PartitionLane(
      TopicPartition partition, Watermark committed, int generation, InFlightLimit limit) {
    this.partition = partition;
    this.before = committed;
    this.committed = committed;
    this.next = committed.offset();
    this.generation = generation;
    this.limit = limit;
  }

  /** For every thread. */
  TopicPartition partition() {
    return partition;
  }

  /** Whether records polled in this generation are to be taken. For every thread. */
  boolean takes(int polledIn) {
    return !isLeaving && polledIn >= generation;
  }

  /**
   * Whether whoever had the partition before has answered this offset, although not all below it.
   * For every thread.
   */
  boolean wasDone(long offset) {
    return before.isDoneAbove(offset);
  }

  /** Takes no more records; what is in flight goes on. For every thread. */
  void leave() {
    isLeaving = true;
  }

  /**
   * From now on nothing is sent or committed: another consumer answers what is not. For every
   * thread.
   */
  void close() {
    isLeaving = true;
    isClosed = true;
  }

  /** For every thread. */
  boolean isClosed() {
    return isClosed;
  }

  /** What the last commit covers. */
  Watermark committed() {
    return committed;
  }

  void taken(InFlightEvent event) {
    if (isClosed) {
      limit.leave(1, event.sizeBytes);
      return;
    }
    if (committed == Watermark.NONE || !hasBegun && event.offset < next) {
      // Nothing was committed, or what was is not in the log any more.
      committed = Watermark.at(event.offset);
      next = event.offset;
    }
    if (event.offset < next) {
      throw new IllegalStateException(
          "Bug: offset " + event.offset + " was taken after offset " + (next - 1));
    }
    hasBegun = true;
    event.from = next;
    next = event.offset + 1;
    order.arrived(event);
    inFlight++;
    inFlightBytes += event.sizeBytes;
    uncommitted++;
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

  /** The output is Kafka's: the event holds nothing up any more. */
  void finished(InFlightEvent event) {
    if (isClosed) {
      return;
    }
    inFlight--;
    inFlightBytes -= event.sizeBytes;
    limit.leave(0, event.sizeBytes);
    completeIfEmpty();
  }

  /** A commit covers these events. */
  void committed(Watermark watermark, Collection<InFlightEvent> events) {
    if (isClosed) {
      return;
    }
    committed = watermark;
    uncommitted -= events.size();
    limit.leave(events.size(), 0);
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
    limit.leave(uncommitted, inFlightBytes);
    inFlight = 0;
    inFlightBytes = 0;
    uncommitted = 0;
  }
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.kafka.codec.ValueFormat;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * All that happens between a consumer and a producer, without either.
 *
 * <p>Fails once and for good: when an output can finally not be written, or on a bug. From then on
 * nothing is taken or sent, so that nothing beyond is ever committed.
 *
 * <p>Each method says which thread it is for.
 */
public final class EventFlow {
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final Consumer<Throwable> onFailure;
  private final InFlightLimit limit;
  private final Breaker breaker;
  private final KafkaPolicy policy;
  private final Sender sender;
  private final Intake intake;
  private final Assignment assignment;

  /**
   * Starts nothing.
   *
   * @param onFailure told why, once
   */
  public EventFlow(
      KafkaPolicy policy,
      Answerer answerer,
      EventTimes times,
      IntakeListener listener,
      Outbox outbox,
      Consumer<Throwable> onFailure) {
    this(policy, answerer, times, listener, outbox, onFailure, ValueFormat.JSON);
  }

  /**
   * Starts nothing.
   *
   * @param onFailure told why, once
   * @param format of events and predictions
   */
  public EventFlow(
      KafkaPolicy policy,
      Answerer answerer,
      EventTimes times,
      IntakeListener listener,
      Outbox outbox,
      Consumer<Throwable> onFailure,
      ValueFormat format) {
    this.onFailure = onFailure;
    this.limit = new InFlightLimit(policy.maxInFlightEvents(), policy.maxInFlightBytes(), listener);
    this.breaker = new Breaker(policy.breaker(), times.nanoClock(), limit, listener);
    // Half of what may be in flight waits for its commit at most; the engine has the other half.
    int mostUncommitted = Math.max(1, policy.maxInFlightEvents() / 2);
    Sender sender = new Sender(outbox, mostUncommitted, breaker, times, listener, this::fail);
    this.sender = sender;
    this.intake = new Intake(policy, answerer, times, limit, sender, listener, format);
    this.assignment = new Assignment(limit, new Drain(sender, failed));
    this.policy = policy;
  }

  /**
   * Refuses a drain that could outlast the time between two polls.
   *
   * @throws IllegalArgumentException by the names of the options
   */
  public void requirePollInterval(Duration maxPollInterval) {
    if (policy.drainTimeout().multipliedBy(2).compareTo(maxPollInterval) >= 0) {
      throw new IllegalArgumentException(
          "millrace.drain-timeout=%s: must be below half of max.poll.interval.ms=%d"
              .formatted(policy.drainTimeout(), maxPollInterval.toMillis()));
    }
  }

  /**
   * Takes all records, waiting for room where there is none. For one thread at a time.
   *
   * @param polledIn generation of the consumer group in which the records were polled
   * @return false if nothing will be taken any more
   */
  public boolean take(ConsumerRecords<byte[], byte[]> records, int polledIn)
      throws InterruptedException {
    return intake.take(records, polledIn, assignment);
  }

  /**
   * The partition is this consumer's from now on. For the poll thread.
   *
   * @param committed null if nothing is
   */
  public void gain(TopicPartition partition, OffsetAndMetadata committed, int generation) {
    assignment.gain(partition, committed, generation);
  }

  /**
   * The partitions are another's from now on. Blocks until what is in flight of them is finished,
   * or the drain timeout is over, and once more as long for the sending thread. For the poll
   * thread.
   *
   * @return what the consumer is to commit of them before they are let go
   */
  public Map<TopicPartition, OffsetAndMetadata> lose(Collection<TopicPartition> partitions) {
    return assignment.lose(partitions, policy.drainTimeout());
  }

  /** The partitions have been another's for some time. For the poll thread. */
  public void miss(Collection<TopicPartition> partitions) {
    assignment.miss(partitions);
  }

  /** Commits what is finished. For every thread. */
  public void commit() {
    sender.commit();
  }

  /**
   * Asks again for answers that were handed back, and tries again what the breaker held back. For
   * every thread.
   */
  public void askAgain() {
    intake.askAgain();
    sender.tick();
  }

  /**
   * Takes nothing more, and blocks until what is in flight is finished, or the stop timeout is
   * over. For every thread.
   *
   * @return false if something is left in flight
   */
  public boolean finish() {
    limit.close();
    return assignment.finish(policy.stopTimeout());
  }

  /**
   * Sends nothing more. For the poll thread.
   *
   * @return what the consumer is to commit, of all partitions
   */
  public Map<TopicPartition, OffsetAndMetadata> close() {
    return assignment.close(policy.drainTimeout());
  }

  /** Ends everything. For every thread; what comes after the first time changes nothing. */
  public void fail(Throwable cause) {
    limit.close();
    if (failed.completeExceptionally(cause)) {
      onFailure.accept(cause);
    }
  }

  /** What is waited for before anything more is taken. For every thread. */
  public Optional<String> waiting() {
    return intake.waiting();
  }

  /** Why nothing is taken for now, while the breaker is open. For every thread. */
  public Optional<String> breaker() {
    return breaker.reason();
  }

  /** Why nothing is taken any more, once the flow has failed. For every thread. */
  public Optional<Throwable> failure() {
    return failed.isDone() ? Optional.of(failed.exceptionNow()) : Optional.empty();
  }
}

package io.millrace.serve.kafka.flow;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until nothing of some partitions is in flight, but no longer than a timeout, and not at all
 * once the service has failed: then nothing finishes any more.
 *
 * <p>Safe for use by many threads.
 */
final class Drain {
  private static final Logger LOG = Logger.getLogger(Drain.class.getName());

  private final Sender sender;
  private final CompletableFuture<Void> failed;

  /**
   * Waits for nothing yet.
   *
   * @param failed completes when the service has failed
   */
  Drain(Sender sender, CompletableFuture<Void> failed) {
    this.sender = sender;
    this.failed = failed;
  }

  /**
   * Blocks; the lanes take no more records.
   *
   * @param option name of the timeout
   * @return false if something is left in flight
   */
  boolean await(Collection<PartitionLane> lanes, String option, Duration timeout) {
    lanes.forEach(PartitionLane::leave);
    CompletableFuture<?>[] empty =
        lanes.stream().map(sender::whenEmpty).toArray(CompletableFuture[]::new);
    if (within(timeout, CompletableFuture.allOf(empty).thenApply(_ -> true)).isPresent()) {
      return true;
    }
    if (!failed.isDone()) {
      LOG.log(
          Level.WARNING,
          "After {0}={1} events of {2} are still in flight: they will be answered again",
          new Object[] {option, timeout, lanes.stream().map(PartitionLane::partition).toList()});
    }
    return false;
  }

  /**
   * Closes the lanes. Blocks while the sending thread does what it was told before.
   *
   * @return what the consumer is to commit of them; nothing if the sending thread hangs
   */
  Map<TopicPartition, OffsetAndMetadata> close(Collection<PartitionLane> lanes, Duration timeout) {
    Optional<Map<TopicPartition, OffsetAndMetadata>> offsets = within(timeout, sender.close(lanes));
    // If the sending thread hangs, it finds them closed when it wakes up.
    lanes.forEach(PartitionLane::close);
    return offsets.orElse(Map.of());
  }

  private <T> Optional<T> within(Duration timeout, CompletableFuture<T> future) {
    try {
      if (!future.isDone() && timeout.isPositive()) {
        CompletableFuture.anyOf(future, failed).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (TimeoutException | ExecutionException notDone) {
      // Late, or the service has failed and said so.
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    return future.isDone() ? Optional.of(future.resultNow()) : Optional.empty();
  }
}

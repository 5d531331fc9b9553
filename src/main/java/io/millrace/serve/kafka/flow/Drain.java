package io.millrace.serve.kafka.flow;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until nothing of some partitions is in flight, but no longer than the stop timeout, and not
 * at all once the service has failed: then nothing finishes any more.
 *
 * <p>Safe for use by many threads.
 */
final class Drain {
  private static final Logger LOG = Logger.getLogger(Drain.class.getName());

  private final Sender sender;
  private final Duration timeout;
  private final CompletableFuture<Void> failed;

  /**
   * Waits for nothing yet.
   *
   * @param failed completes when the service has failed
   */
  Drain(Sender sender, Duration timeout, CompletableFuture<Void> failed) {
    this.sender = sender;
    this.timeout = timeout;
    this.failed = failed;
  }

  /**
   * Blocks; the lanes take no more records.
   *
   * @return false if something is left in flight
   */
  boolean await(Map<TopicPartition, PartitionLane> lanes) {
    lanes.values().forEach(PartitionLane::leave);
    CompletableFuture<?>[] empty =
        lanes.values().stream().map(sender::whenEmpty).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(empty), failed)
          .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return !failed.isDone();
    } catch (TimeoutException late) {
      LOG.log(
          Level.WARNING,
          "After millrace.stop-timeout={0} events of {1} are still in flight: they will be answered again",
          new Object[] {timeout, lanes.keySet()});
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failure) {
      // The service has failed, and said so.
      return false;
    }
    return false;
  }
}

package io.millrace.serve.kafka.flow;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that this consumer owns.
 *
 * <p>Confined to the consumer's poll thread, which alone gains and loses partitions. Only {@link
 * #lane} and {@link #finish} are for every thread.
 */
final class Assignment {
  private final Map<TopicPartition, PartitionLane> lanes = new ConcurrentHashMap<>();
  private final InFlightLimit limit;
  private final Drain drain;

  Assignment(InFlightLimit limit, Drain drain) {
    this.limit = limit;
    this.drain = drain;
  }

  /**
   * The partition is this consumer's from now on.
   *
   * @param committed null if nothing is
   */
  void gain(TopicPartition partition, OffsetAndMetadata committed, int generation) {
    lanes.put(
        partition, new PartitionLane(partition, Watermark.from(committed), generation, limit));
  }

  /**
   * The partitions are another's from now on. Blocks until what is in flight of them is finished,
   * or the time is over.
   *
   * @return what to commit of them before they are let go
   */
  Map<TopicPartition, OffsetAndMetadata> lose(
      Collection<TopicPartition> partitions, Duration timeout) {
    Set<PartitionLane> leaving = remove(partitions);
    drain.await(leaving, "millrace.drain-timeout", timeout);
    return drain.close(leaving, timeout);
  }

  /** The partitions have been another's for some time. */
  void miss(Collection<TopicPartition> partitions) {
    drain.close(remove(partitions), Duration.ZERO);
  }

  private Set<PartitionLane> remove(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(lanes::containsKey)
        .map(lanes::remove)
        .collect(Collectors.toSet());
  }

  /**
   * Takes no more records, and blocks until what is in flight is finished, or the time is over.
   *
   * @return false if something is left in flight
   */
  boolean finish(Duration timeout) {
    return drain.await(Set.copyOf(lanes.values()), "millrace.stop-timeout", timeout);
  }

  /**
   * Nothing of any partition is sent from now on.
   *
   * @return what to commit
   */
  Map<TopicPartition, OffsetAndMetadata> close(Duration timeout) {
    return drain.close(remove(Set.copyOf(lanes.keySet())), timeout);
  }

  /** Where records of the partition go; null if it is not this consumer's. */
  PartitionLane lane(TopicPartition partition) {
    return lanes.get(partition);
  }
}

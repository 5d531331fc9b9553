package io.millrace.serve.kafka.flow;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that this consumer owns, and what of them may be committed.
 *
 * <p>Confined to the consumer's poll thread, which alone gains, loses and commits partitions: so no
 * offset is ever committed of a partition that another consumer owns by now. Only {@link #lane} and
 * {@link #finish} are for every thread.
 */
final class Assignment {
  private final Map<TopicPartition, PartitionLane> lanes = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final InFlightLimit limit;
  private final Sender sender;
  private final Drain drain;

  Assignment(InFlightLimit limit, Sender sender, Drain drain) {
    this.limit = limit;
    this.sender = sender;
    this.drain = drain;
  }

  /** The partitions are this consumer's from now on. */
  void gain(Collection<TopicPartition> partitions, int generation) {
    for (TopicPartition partition : partitions) {
      lanes.put(partition, new PartitionLane(generation, limit));
    }
  }

  /**
   * The partitions are another's from now on. Blocks until what is in flight of them is finished,
   * or the drain's time is over.
   *
   * @return what to commit of them before they are let go
   */
  Map<TopicPartition, OffsetAndMetadata> lose(Collection<TopicPartition> partitions) {
    Map<TopicPartition, PartitionLane> leaving = new HashMap<>(lanes);
    leaving.keySet().retainAll(partitions);
    drain.await(leaving);
    return close(leaving);
  }

  /**
   * Nothing of any partition is sent from now on.
   *
   * @return what to commit
   */
  Map<TopicPartition, OffsetAndMetadata> close() {
    return close(Map.copyOf(lanes));
  }

  private Map<TopicPartition, OffsetAndMetadata> close(Map<TopicPartition, PartitionLane> leaving) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    leaving.forEach(
        (partition, lane) -> {
          lane.close();
          sender.discard(lane);
          // Read after the lane is closed: what finishes later is not sent, so not answered here.
          if (lane.committable() != Watermark.NONE) {
            offsets.put(partition, new OffsetAndMetadata(lane.committable()));
          }
          lanes.remove(partition);
          committed.remove(partition);
        });
    return offsets;
  }

  /**
   * Takes no more records, and blocks until what is in flight is finished, as {@link #lose}.
   *
   * @return false if something is left in flight
   */
  boolean finish() {
    return drain.await(lanes);
  }

  /** Where records of the partition go; null if it is not this consumer's. */
  PartitionLane lane(TopicPartition partition) {
    return lanes.get(partition);
  }

  /** The watermarks that have moved since they were last asked for. */
  Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
    lanes.forEach(
        (partition, lane) -> {
          long offset = lane.committable();
          if (offset != Watermark.NONE
              && !Long.valueOf(offset).equals(committed.put(partition, offset))) {
            moved.put(partition, new OffsetAndMetadata(offset));
          }
        });
    return moved;
  }

  /** A commit has failed: its watermarks count as moved again. */
  void notCommitted(Collection<TopicPartition> partitions) {
    committed.keySet().removeAll(partitions);
  }
}

package io.millrace.serve.kafka.flow;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings outputs and offsets to Kafka, with a guarantee.
 *
 * <p>Confined to the sending thread.
 */
sealed interface Writer permits AtLeastOnceWriter, ExactlyOnceWriter {
  /** It is the event's turn. */
  void send(InFlightEvent event);

  /** Commits what is finished, if anything is. */
  void commit();

  /**
   * The lanes are about to be closed: nothing of them is sent or committed any more.
   *
   * @return what the consumer is to commit of them before they are let go
   */
  Map<TopicPartition, OffsetAndMetadata> close(Collection<PartitionLane> lanes);
}

package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records and batches of them, as a consumer would hand them over. */
final class Events {
  static final String TOPIC = "events";

  static final BreakerPolicy NO_BREAKER = new BreakerPolicy(1, 1, Duration.ofSeconds(1));

  private Events() {}

  static TopicPartition partition(int partition) {
    return new TopicPartition(TOPIC, partition);
  }

  /** A plain JSON event whose text is {@code partition/offset}. */
  static ConsumerRecord<byte[], byte[]> event(int partition, long offset, String key) {
    return record(partition, offset, key, "{\"text\":\"" + partition + "/" + offset + "\"}");
  }

  static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, String key, String value) {
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    byte[] valueBytes = value == null ? null : value.getBytes(UTF_8);
    return new ConsumerRecord<>(
        TOPIC,
        partition,
        offset,
        0,
        TimestampType.CREATE_TIME,
        keyBytes == null ? -1 : keyBytes.length,
        valueBytes == null ? -1 : valueBytes.length,
        keyBytes,
        valueBytes,
        new RecordHeaders(),
        Optional.empty());
  }

  static ConsumerRecords<byte[], byte[]> batch(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      byPartition
          .computeIfAbsent(partition(record.partition()), _ -> new java.util.ArrayList<>())
          .add(record);
    }
    return new ConsumerRecords<>(byPartition, Map.of());
  }
}

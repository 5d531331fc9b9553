package io.millrace.serve.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes producers that never wait, for what may be lost: their sends fail instead. */
final class DroppingProducer {
  /** Longest wait for what was sent last. */
  static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private static final int BUFFER_BYTES = 4 * 1024 * 1024;

  private DroppingProducer() {}

  /**
   * Connects in the background.
   *
   * @param settings of Kafka's clients: where and how to connect
   */
  static Producer<byte[], byte[]> of(Map<String, Object> settings) {
    Map<String, Object> own = new HashMap<>(settings);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    own.put(ProducerConfig.ACKS_CONFIG, "1");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    own.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    own.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
  }
}

package io.millrace.bench.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events of many conversations.
 *
 * <p>Not for sharing.
 */
final class Source implements AutoCloseable {
  private static final int KEYS = 1000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<byte[]> values;
  private final byte[][] keys = new byte[KEYS][];
  private long sent;

  /**
   * @param lingerMs of the producer: 0 where latency is looked at
   */
  Source(String bootstrapServers, List<String> texts, int lingerMs) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", lingerMs),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.values = texts.stream().map(Source::event).toList();
    for (int key = 0; key < KEYS; key++) {
      keys[key] = ("conversation-" + key).getBytes(UTF_8);
    }
  }

  private static byte[] event(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    return ("{\"text\":\"" + escaped + "\"}").getBytes(UTF_8);
  }

  /** The next event of a topic, not sent yet. */
  ProducerRecord<byte[], byte[]> next(String topic) {
    byte[] value = values.get((int) (sent % values.size()));
    byte[] key = keys[(int) (sent * 31 % KEYS)];
    sent++;
    return new ProducerRecord<>(topic, key, value);
  }

  /** Sends so many. */
  void send(String topic, long count) {
    for (long i = 0; i < count; i++) {
      producer.send(next(topic));
    }
  }

  /** Sends one. */
  void send(ProducerRecord<byte[], byte[]> event) {
    producer.send(event);
  }

  /** Returns when Kafka has all. */
  void flush() {
    producer.flush();
  }

  /** Events so far. */
  long sent() {
    return sent;
  }

  @Override
  public void close() {
    producer.close();
  }
}

package io.millrace.serve.kafka.trace;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Trace.Kind;
import io.millrace.serve.cascade.Trace.Step;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is said of records: where they lie and their key, never a text.
 *
 * <p>Source: OpenTelemetry semantic conventions 1.37, messaging and Kafka.
 */
final class Messaging {
  /** A longer key is no name of a conversation. */
  private static final int MOST_KEY_BYTES = 128;

  private Messaging() {}

  /** A record is sent to a topic. */
  static Step send(String topic) {
    return new Step("send " + topic, Kind.PRODUCER, () -> common("send", topic));
  }

  /**
   * A record is answered.
   *
   * @param group who reads
   * @param waitedMs from its timestamp until it was taken
   */
  static Step process(ConsumerRecord<byte[], byte[]> record, String group, long waitedMs) {
    return new Trace.Step(
        "process " + record.topic(), Kind.CONSUMER, () -> attributes(record, group, waitedMs));
  }

  private static Map<String, Object> attributes(
      ConsumerRecord<byte[], byte[]> record, String group, long waitedMs) {
    Map<String, Object> attributes = common("process", record.topic());
    attributes.put("messaging.destination.partition.id", Integer.toString(record.partition()));
    attributes.put("messaging.kafka.offset", record.offset());
    attributes.put("messaging.consumer.group.name", group);
    attributes.put("millrace.event.waited_ms", waitedMs);
    key(record.key()).ifPresent(key -> attributes.put("messaging.kafka.message.key", key));
    return attributes;
  }

  private static Map<String, Object> common(String operation, String topic) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("messaging.system", "kafka");
    attributes.put("messaging.operation.name", operation);
    attributes.put("messaging.operation.type", operation);
    attributes.put("messaging.destination.name", topic);
    return attributes;
  }

  /** A key that can be read as text. */
  private static Optional<String> key(byte[] key) {
    if (key == null || key.length > MOST_KEY_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }
}

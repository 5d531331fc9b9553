package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.event.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes a dead letter: the record as it came (key, value and headers byte for byte), and behind
 * its headers those that say why and from where.
 *
 * <p>Safe for use by many threads.
 */
public final class DeadLetterEncoder {
  private static final String PREFIX = "millrace-";

  private final String topic;

  public DeadLetterEncoder(String topic) {
    this.topic = topic;
  }

  /** The dead letter of {@code record}. */
  public ProducerRecord<byte[], byte[]> encode(
      ConsumerRecord<byte[], byte[]> record, Rejection rejection) {
    Headers headers = new RecordHeaders(record.headers());
    add(headers, "error-kind", rejection.kind().name());
    add(headers, "error-message", rejection.message());
    add(headers, "source-topic", record.topic());
    add(headers, "source-partition", Integer.toString(record.partition()));
    add(headers, "source-offset", Long.toString(record.offset()));
    add(headers, "source-timestamp", Long.toString(record.timestamp()));
    // Always there, so that a reader need not ask; empty when no stage was reached.
    add(headers, "stage", rejection.stage() == null ? "" : rejection.stage());
    return new ProducerRecord<>(topic, null, null, record.key(), record.value(), headers);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(UTF_8));
  }
}

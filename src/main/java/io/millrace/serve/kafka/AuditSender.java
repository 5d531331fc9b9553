package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.cascade.AuditListener;
import io.millrace.serve.event.Audit;
import io.millrace.serve.kafka.codec.AuditJson;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes audits to their topic, by the event's id, through a producer of its own: it never waits,
 * and what Kafka does not take at once, or loses, is dropped.
 *
 * <p>Safe for use by many threads.
 */
public final class AuditSender implements AuditListener, AutoCloseable {
  private final String topic;
  private final AuditListener listener;
  private final Producer<byte[], byte[]> producer;

  /**
   * Connects in the background.
   *
   * @param settings of Kafka's clients: where and how to connect
   * @param listener hears what has become of each
   */
  public AuditSender(Map<String, Object> settings, String topic, AuditListener listener) {
    this.topic = topic;
    this.listener = listener;
    this.producer = DroppingProducer.of(settings);
  }

  @Override
  public void audited(Audit audit) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, audit.answer().id().getBytes(UTF_8), AuditJson.encode(audit));
    try {
      producer.send(record, (_, failure) -> sent(audit, failure));
    } catch (KafkaException | IllegalStateException notNow) {
      sent(audit, notNow);
    }
  }

  private void sent(Audit audit, Exception failure) {
    if (failure == null) {
      listener.audited(audit);
    } else {
      listener.dropped(Reason.UNSENT);
    }
  }

  @Override
  public void dropped(Reason reason) {
    listener.dropped(reason);
  }

  @Override
  public void close() {
    producer.close(DroppingProducer.CLOSE_LIMIT);
  }
}

package io.millrace.load.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.load.ledger.Ledger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Over Kafka, idempotent and as patient as a broker may be away: the rig itself loses and doubles
 * nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class KafkaSender implements Sender {
  private final String topic;
  private final Ledger ledger;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Connects.
   *
   * @param client settings that all of the rig's clients share
   */
  public KafkaSender(Map<String, Object> client, String topic, Ledger ledger) {
    this.topic = topic;
    this.ledger = ledger;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("linger.ms", 2);
    settings.put("delivery.timeout.ms", Integer.MAX_VALUE);
    settings.put("max.block.ms", Integer.MAX_VALUE);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void send(int event, int key, String id, byte[] value) {
    var record = new ProducerRecord<>(topic, ("key-" + key).getBytes(UTF_8), value);
    record.headers().add(Generator.HEADER, id.getBytes(UTF_8));
    producer.send(
        record,
        (_, failure) -> {
          if (failure == null) {
            ledger.sent(event);
          }
        });
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}

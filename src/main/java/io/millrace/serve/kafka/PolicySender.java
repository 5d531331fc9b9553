package io.millrace.serve.kafka;

import io.millrace.serve.cascade.PolicyDesk;
import io.millrace.serve.kafka.codec.PolicyJson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes thresholds by hand to the policy topic, and steps of load to the quality topic.
 *
 * <p>Safe for use by many threads.
 */
public final class PolicySender implements PolicyDesk, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PolicySender.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final Setting setting;

  /**
   * Where to write.
   *
   * @param isOpen whether thresholds are followed
   * @param instance name of this process
   */
  public record Setting(
      boolean isOpen,
      String policyTopic,
      String qualityTopic,
      String instance,
      InstantSource clock) {}

  /**
   * Connects in the background.
   *
   * @param settings of Kafka's clients: where and how to connect
   */
  public PolicySender(Map<String, Object> settings, Setting setting) {
    this.setting = setting;
    Map<String, Object> own = new HashMap<>(settings);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) LIMIT.toMillis());
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis() - 1_000);
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    this.producer = new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public boolean isOpen() {
    return setting.isOpen();
  }

  @Override
  public void set(String bundle, String stage, OptionalDouble threshold)
      throws InterruptedException {
    byte[] value =
        threshold.isEmpty()
            ? null
            : PolicyJson.manual(bundle, stage, threshold.getAsDouble(), setting.clock().millis());
    try {
      producer
          .send(
              new ProducerRecord<>(
                  setting.policyTopic(), PolicyJson.manualKey(bundle, stage), value))
          .get();
    } catch (ExecutionException | KafkaException refused) {
      throw new IllegalStateException(
          "Topic " + setting.policyTopic() + ": " + refused.getMessage(), refused);
    }
  }

  /** Load has moved thresholds: in the log at once, on the topic as soon as Kafka takes it. */
  public void stepped(String bundle, int level, int steps) {
    LOG.log(
        level > 0 ? Level.WARNING : Level.INFO,
        "Load: thresholds of {0} at step {1} of {2} to the floor",
        new Object[] {bundle, level, steps});
    try {
      producer.send(
          new ProducerRecord<>(
              setting.qualityTopic(),
              PolicyJson.loadKey(bundle, setting.instance()),
              PolicyJson.load(bundle, setting.instance(), level, steps, setting.clock().millis())));
    } catch (KafkaException notNow) {
      LOG.log(Level.WARNING, "A step of load was not written: {0}", notNow.getMessage());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}

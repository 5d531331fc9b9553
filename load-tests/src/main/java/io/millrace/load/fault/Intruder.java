package io.millrace.load.fault;

import io.millrace.load.rig.Way.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of the service's group that takes partitions and does nothing with them.
 *
 * <p>Safe for use by many threads; the consumer is confined to a thread of its own.
 */
final class Intruder implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "intruder");
  private volatile boolean ownsPartitions;

  private Intruder(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    this.topic = topic;
    this.consumer = consumer;
  }

  static Intruder join(Map<String, Object> client, Topics topics) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("group.id", topics.group());
    settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    settings.put("enable.auto.commit", false);
    settings.put("session.timeout.ms", 6_000);
    settings.put("heartbeat.interval.ms", 1_000);
    settings.put("max.poll.records", 1);
    var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Intruder intruder = new Intruder(consumer, topics.events());
    intruder.thread.setDaemon(true);
    intruder.thread.start();
    return intruder;
  }

  public boolean ownsPartitions() {
    return ownsPartitions;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(topic));
      while (true) {
        consumer.poll(POLL);
        consumer.pause(consumer.assignment());
        ownsPartitions |= !consumer.assignment().isEmpty();
      }
    } catch (WakeupException leave) {
      // By closing.
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}

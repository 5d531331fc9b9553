package io.millrace.load.rig;

import java.time.Duration;
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
public final class Intruder implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "intruder");
  private volatile boolean ownsPartitions;

  private Intruder(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  public static Intruder join(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            Kafka.GROUP,
            "partition.assignment.strategy",
            CooperativeStickyAssignor.class.getName(),
            "enable.auto.commit",
            false,
            "session.timeout.ms",
            6_000,
            "heartbeat.interval.ms",
            1_000,
            "max.poll.records",
            1);
    var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Intruder intruder = new Intruder(consumer);
    intruder.thread.setDaemon(true);
    intruder.thread.start();
    return intruder;
  }

  public boolean ownsPartitions() {
    return ownsPartitions;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(Kafka.EVENTS));
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

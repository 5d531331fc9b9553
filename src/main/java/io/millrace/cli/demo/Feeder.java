package io.millrace.cli.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends each event when it is due, whatever became of those before it: an open loop. An event that
 * could not be sent in time is sent late and still counts from when it was due.
 *
 * <p>Safe for use by many threads; sends on a thread of its own.
 */
final class Feeder implements AutoCloseable {
  /** Carries {@code number, due} as two longs; the service copies headers to what it writes. */
  static final String HEADER = "demo";

  private final Traffic traffic;
  private final Producer<byte[], byte[]> producer;
  private final Thread thread = new Thread(this::feed, "demo-feeder");
  private volatile long endNanos;
  private volatile long sent;
  private volatile Exception failure;

  Feeder(Traffic traffic, String bootstrapServers) {
    this.traffic = traffic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                // Kafka's 5 ms would be a latency of ours, not of the service.
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends what is due from now for {@code nanos}. */
  void start(long nanos) {
    long now = System.nanoTime();
    endNanos = nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    thread.start();
  }

  /** Sends nothing more. */
  void stop() {
    endNanos = System.nanoTime();
    LockSupport.unpark(thread);
  }

  /** True once the last event has been handed to Kafka. */
  boolean isDone() {
    return !thread.isAlive();
  }

  /** Events so far. */
  long sent() {
    return sent;
  }

  /** Why the last event that Kafka did not take was not taken; null if it took all. */
  Exception failure() {
    return failure;
  }

  private void feed() {
    long due = System.nanoTime();
    for (long number = 0; ; number++) {
      due += traffic.gapNanos(number);
      if (!isDue(due)) {
        break;
      }
      send(traffic.event(number), due);
      sent = number + 1;
    }
    producer.flush();
  }

  /** Waits; false if the end comes first. */
  private boolean isDue(long due) {
    while (due - endNanos < 0) {
      long wait = due - System.nanoTime();
      if (wait <= 0) {
        return true;
      }
      LockSupport.parkNanos(wait);
    }
    return false;
  }

  private void send(Traffic.Event event, long due) {
    byte[] mark = ByteBuffer.allocate(16).putLong(event.number()).putLong(due).array();
    List<Header> headers = List.of(new RecordHeader(HEADER, mark));
    byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
    producer.send(
        new ProducerRecord<>(Topics.EVENTS, null, null, key, event.value(), headers),
        (metadata, refused) -> {
          if (refused != null) {
            failure = refused;
          }
        });
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}

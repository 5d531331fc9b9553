package io.millrace.load.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what the service writes, committed records only, and enters it into the ledger.
 *
 * <p>Safe for use by many threads.
 */
public final class Reader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String deadLetters;
  private final Ledger ledger;
  private final Thread thread = new Thread(this::run, "reader");

  /** Positions after the latest poll; what is read later is beyond them. */
  private final AtomicReference<Map<TopicPartition, Long>> positions =
      new AtomicReference<>(Map.of());

  private volatile long pauseMillis;
  private volatile boolean isStopped;
  private volatile RuntimeException failure;

  /**
   * Starts to read at the end of the topics.
   *
   * @param client settings that all of the rig's clients share
   * @param deadLetters the one of the topics that holds no predictions
   */
  public Reader(
      Map<String, Object> client,
      List<TopicPartition> partitions,
      String deadLetters,
      Ledger ledger) {
    this.deadLetters = deadLetters;
    this.ledger = ledger;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "none");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on waits that long between two polls: a slow consumer. */
  public void pause(Duration between) {
    pauseMillis = between.toMillis();
  }

  /**
   * Whether everything below these offsets has been read.
   *
   * @throws IllegalStateException if reading has failed
   */
  public boolean hasReached(Map<TopicPartition, Long> ends) {
    if (failure != null) {
      throw new IllegalStateException("The rig cannot read: " + failure.getMessage(), failure);
    }
    Map<TopicPartition, Long> now = positions.get();
    return ends.entrySet().stream()
        .allMatch(end -> now.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  private void run() {
    try {
      while (!isStopped) {
        read();
      }
    } catch (WakeupException closing) {
      // As it must.
    } catch (RuntimeException e) {
      failure = e;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      consumer.close();
    }
  }

  private void read() throws InterruptedException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      boolean isDeadLetter = record.topic().equals(deadLetters);
      ledger.received(Received.of(record, isDeadLetter), System.nanoTime());
    }
    Map<TopicPartition, Long> reached = new HashMap<>();
    consumer.assignment().forEach(each -> reached.put(each, consumer.position(each)));
    positions.set(reached);
    if (pauseMillis > 0) {
      Thread.sleep(pauseMillis);
    }
  }

  @Override
  public void close() {
    isStopped = true;
    consumer.wakeup();
    try {
      thread.join(10_000);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.millrace.cli.lesson;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic read once, from its beginning to where it ended when the reading began. Joins no group
 * and commits nothing, so that it disturbs nobody and reads all each time.
 *
 * <p>Immutable.
 *
 * @param kafka settings of Kafka's clients: where and how to connect
 * @param progress gets a line for each tenth
 */
public record LessonTopic(Map<String, Object> kafka, String topic, Consumer<String> progress) {
  /** Longest wait for an answer of the broker, unless the settings say otherwise. */
  private static final String LIMIT_MS = "15000";

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Polls in a row that may bring nothing, before the broker counts as gone. */
  private static final int PATIENCE = 30;

  /**
   * Hands over all of it.
   *
   * @throws IOException if the broker cannot be reached or refuses, or the topic is missing or
   *     empty
   */
  public void readInto(Lessons lessons) throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long all = sum(ends.values()) - sum(begins.values());
      if (all == 0) {
        throw new IOException("Topic " + topic + ": holds no records");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readInto(lessons, consumer, ends, all);
    } catch (TimeoutException away) {
      throw new IOException(
          "Kafka at %s: not reached, for topic %s".formatted(address(), topic), away);
    } catch (KafkaException refused) {
      throw new IOException(
          "Kafka at %s, topic %s: %s".formatted(address(), topic, reason(refused)), refused);
    }
  }

  private Map<String, Object> settings() {
    Map<String, Object> own = new HashMap<>(kafka);
    own.remove(ConsumerConfig.GROUP_ID_CONFIG);
    own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MS);
    own.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MS);
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return own;
  }

  private List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) throws IOException {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new IOException("Topic " + topic + ": there is none at " + address());
    }
    return found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
  }

  private void readInto(
      Lessons lessons,
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      long all)
      throws IOException {
    long read = 0;
    int empty = 0;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      long before = read;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        // What came while this was reading is for the next time.
        if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
          lessons.add(record.value(), record.timestamp());
          read++;
        }
      }
      empty = read == before ? empty + 1 : 0;
      if (empty == PATIENCE) {
        throw new IOException(
            "Topic %s: nothing comes any more after %,d of %,d records"
                .formatted(topic, read, all));
      }
      if (read * 10 / all > before * 10 / all) {
        progress.accept("%s: %,d of %,d records".formatted(topic, read, all));
      }
    }
  }

  private Object address() {
    return kafka.get("bootstrap.servers");
  }

  private static String reason(KafkaException refused) {
    Throwable cause = refused.getCause() == null ? refused : refused.getCause();
    return cause.getMessage();
  }

  private static long sum(Collection<Long> offsets) {
    return offsets.stream().mapToLong(Long::longValue).sum();
  }
}

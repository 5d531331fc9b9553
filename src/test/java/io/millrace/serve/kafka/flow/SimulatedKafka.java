package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A broker in memory: a topic of events with gaps, the outputs that can be read, what the group has
 * committed, and its generation. Not for sharing.
 */
final class SimulatedKafka {
  static final int PARTITIONS = 2;
  static final int EVENTS = 7;

  final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

  /** Numbers of the events whose outputs can be read, in their order. */
  final Map<TopicPartition, List<Integer>> outputs = new HashMap<>();

  private final long stride;
  private int generation;

  /**
   * Nothing is answered.
   *
   * @param stride between the offsets of events; a wide one is out of a watermark's reach soon
   */
  SimulatedKafka(long stride) {
    this.stride = stride;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      outputs.put(Events.partition(partition), new ArrayList<>());
    }
  }

  int generation() {
    return generation;
  }

  /** The group has rebalanced: members of an earlier generation may not commit. */
  int rebalanced() {
    return ++generation;
  }

  long offset(int number) {
    return 5 + number * stride;
  }

  /** Every third has no key, every fourth is no event at all. */
  ConsumerRecord<byte[], byte[]> record(TopicPartition partition, int number) {
    String key = key(number);
    ConsumerRecord<byte[], byte[]> record =
        number % 4 == 3
            ? Events.record(partition.partition(), offset(number), key, "not JSON")
            : Events.event(partition.partition(), offset(number), key);
    record.headers().add("from", (partition.partition() + "/" + number).getBytes(UTF_8));
    return record;
  }

  private static String key(int number) {
    return number % 3 == 2 ? null : "key" + number % 3;
  }

  /** Number of the first event at or after what is committed. */
  int position(TopicPartition partition) {
    OffsetAndMetadata offset = committed.get(partition);
    int number = 0;
    while (offset != null && number < EVENTS && offset(number) < offset.offset()) {
      number++;
    }
    return number;
  }

  void write(ProducerRecord<byte[], byte[]> output) {
    outputs.get(partition(output)).add(number(output));
  }

  /** Takes offsets, if nothing is skipped by them. */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Watermark now = Watermark.from(offset);
          Watermark before = Watermark.from(committed.put(partition, offset));
          for (int number = 0; number < EVENTS; number++) {
            boolean isDone = now.isDone(offset(number));
            check(!isDone || outputs.get(partition).contains(number), "skipped", number);
            check(isDone || !before.isDone(offset(number)), "taken back", number);
          }
        });
  }

  /** AssertJ would take most of the time. */
  static void check(boolean holds, String breach, Object what) {
    if (!holds) {
      throw new AssertionError(breach + ": " + what);
    }
  }

  boolean isDone(TopicPartition partition, int number) {
    return Watermark.from(committed.get(partition)).isDone(offset(number));
  }

  /** Everything is answered, and committed. */
  void checkComplete() {
    outputs.forEach(
        (partition, numbers) -> {
          for (int number = 0; number < EVENTS; number++) {
            check(numbers.contains(number), "never answered", number);
          }
          OffsetAndMetadata all = new OffsetAndMetadata(offset(EVENTS - 1) + 1);
          check(all.equals(committed.get(partition)), "committed", committed);
        });
  }

  /** Nothing is answered twice, and keys are in order. */
  void checkOnceInOrder(boolean isOrdered) {
    for (List<Integer> numbers : outputs.values()) {
      Set<Integer> seen = new HashSet<>();
      Map<String, Integer> lastOfKey = new HashMap<>();
      for (int number : numbers) {
        check(seen.add(number), "answered twice", numbers);
        Integer before = key(number) == null ? null : lastOfKey.put(key(number), number);
        check(!isOrdered || before == null || before < number, "out of order", numbers);
      }
    }
  }

  static TopicPartition partition(ProducerRecord<byte[], byte[]> output) {
    return Events.partition(Integer.parseInt(from(output)[0]));
  }

  static int number(ProducerRecord<byte[], byte[]> output) {
    return Integer.parseInt(from(output)[1]);
  }

  private static String[] from(ProducerRecord<byte[], byte[]> output) {
    return new String(output.headers().lastHeader("from").value(), UTF_8).split("/");
  }
}

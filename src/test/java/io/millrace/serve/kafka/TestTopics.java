package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.millrace.broker.EmbeddedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** One service's topics and consumer group on a broker, and a foreign client's view of them. */
final class TestTopics implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PARTITIONS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final String bootstrapServers;
  private final String name = "t" + COUNT.incrementAndGet();
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Reader> readers = new HashMap<>();

  private TestTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.request.size",
                1 << 22,
                "delivery.timeout.ms",
                120_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  static TestTopics create(EmbeddedBroker broker) throws IOException {
    TestTopics topics = new TestTopics(broker.bootstrapServers());
    broker.createTopic(topics.events(), PARTITIONS);
    broker.createTopic(topics.predictions(), PARTITIONS);
    broker.createTopic(topics.deadLetters(), PARTITIONS);
    return topics;
  }

  String events() {
    return name + ".events";
  }

  String predictions() {
    return name + ".predictions";
  }

  String deadLetters() {
    return name + ".dead-letters";
  }

  String audits() {
    return name + ".audits";
  }

  String distillation() {
    return name + ".distillation";
  }

  String escalations() {
    return name + ".escalations";
  }

  /** The consumer group of a part of the stages; all stages and students share one. */
  String group(String stages) {
    return stages.equals("teacher") ? name + "-teacher" : name;
  }

  /** What a service is told to work on these. */
  Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put("MILLRACE_TOPICS_EVENTS", events());
    options.put("MILLRACE_TOPICS_PREDICTIONS", predictions());
    options.put("MILLRACE_TOPICS_DEAD_LETTERS", deadLetters());
    options.put("MP_MESSAGING_INCOMING_EVENTS_GROUP_ID", name);
    return options;
  }

  ProducerRecord<byte[], byte[]> event(String key, String value, String... headers) {
    return event(key, value.getBytes(UTF_8), headers);
  }

  /** Headers by name and value in turn. */
  ProducerRecord<byte[], byte[]> event(String key, byte[] value, String... headers) {
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(events(), keyBytes, value);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return record;
  }

  /** Sends, and waits for the broker. */
  RecordMetadata send(ProducerRecord<byte[], byte[]> event) throws Exception {
    return producer.send(event).get(LIMIT.toSeconds(), SECONDS);
  }

  void send(List<ProducerRecord<byte[], byte[]>> events) throws Exception {
    List<Future<RecordMetadata>> sent = events.stream().map(producer::send).toList();
    producer.flush();
    for (Future<RecordMetadata> each : sent) {
      each.get(LIMIT.toSeconds(), SECONDS);
    }
  }

  /** Sets the largest record the broker takes for a topic. */
  void limitRecords(String topic, int bytes) {
    AlterConfigOp limit =
        new AlterConfigOp(
            new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
            AlterConfigOp.OpType.SET);
    get(
        admin
            .incrementalAlterConfigs(
                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(limit)))
            .all());
  }

  /** Records of a topic now, with those that mark the end of a transaction. */
  long count(String topic) {
    return ends(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Waits until a topic has that many records. */
  void awaitCount(String topic, long records) {
    Awaitility.await().atMost(LIMIT).until(() -> count(topic) >= records);
  }

  /** Everything a topic holds and that is committed, partition by partition in order. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Reader reader = readers.computeIfAbsent(topic, this::reader);
    Map<TopicPartition, Long> ends = ends(topic);
    Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).until(() -> reader.hasReached(ends));
    return List.copyOf(reader.records);
  }

  private Reader reader(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(ends(topic).keySet());
    return new Reader(consumer, new ArrayList<>());
  }

  private record Reader(
      KafkaConsumer<byte[], byte[]> consumer, List<ConsumerRecord<byte[], byte[]>> records) {
    boolean hasReached(Map<TopicPartition, Long> ends) {
      consumer.poll(Duration.ofMillis(10)).forEach(records::add);
      return ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
  }

  /** The records that answer to something, once there are that many. */
  List<ConsumerRecord<byte[], byte[]>> await(
      String topic, int records, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return Awaitility.await()
        .atMost(LIMIT)
        .until(
            () -> read(topic).stream().filter(wanted).toList(), found -> found.size() >= records);
  }

  /** Events that are not below a commit. */
  long lag() {
    Map<TopicPartition, Long> committed = committed();
    return ends(events()).entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  void awaitNoLag() {
    Awaitility.await().atMost(LIMIT).until(() -> lag() == 0);
  }

  /** Waits until that many members of the group own partitions. */
  void awaitOwners(int members) {
    Awaitility.await().atMost(LIMIT).until(() -> members().size() == members);
  }

  /** The members of the group that own partitions. */
  List<String> members() {
    return get(admin.describeConsumerGroups(List.of(name)).describedGroups().get(name))
        .members()
        .stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .map(MemberDescription::consumerId)
        .toList();
  }

  /** Which partitions each static member owns, by its name. */
  Map<String, Set<Integer>> partitionsOfInstances() {
    Map<String, Set<Integer>> partitions = new HashMap<>();
    get(admin.describeConsumerGroups(List.of(name)).describedGroups().get(name))
        .members()
        .forEach(
            member ->
                partitions.put(
                    member.groupInstanceId().orElseThrow(),
                    member.assignment().topicPartitions().stream()
                        .map(TopicPartition::partition)
                        .collect(Collectors.toSet())));
    return partitions;
  }

  private Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
    committed.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  private Map<TopicPartition, Long> ends(String topic) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    get(admin.listOffsets(latest).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(reader -> reader.consumer.close());
    producer.close();
    admin.close();
  }
}

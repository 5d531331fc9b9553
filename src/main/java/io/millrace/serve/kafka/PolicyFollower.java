package io.millrace.serve.kafka;

import io.millrace.serve.cascade.PolicyListener;
import io.millrace.serve.cascade.Thresholds;
import io.millrace.serve.cascade.Thresholds.Wish;
import io.millrace.serve.kafka.codec.PolicyJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the policy topic from its beginning, whole, without a group: every process follows all of
 * it.
 *
 * <p>Confined to the thread that polls.
 */
public final class PolicyFollower implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Thresholds thresholds;
  private final PolicyListener listener;
  private boolean isAssigned;

  /**
   * Connects when it is polled.
   *
   * @param settings of Kafka's clients: where and how to connect
   */
  public PolicyFollower(
      Map<String, Object> settings, String topic, Thresholds thresholds, PolicyListener listener) {
    Map<String, Object> own = new HashMap<>(settings);
    own.remove(ConsumerConfig.GROUP_ID_CONFIG);
    own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // Made as a compacted topic by the quality topology.
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    this.consumer =
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topic = topic;
    this.thresholds = thresholds;
    this.listener = listener;
  }

  /** Follows what has come, waiting for it no longer than the limit. */
  public void poll(Duration limit) {
    if (!isAssigned) {
      assign(limit);
    }
    if (isAssigned) {
      consumer.poll(limit).forEach(this::follow);
    }
  }

  /** A topic that does not exist yet has no partitions yet. */
  private void assign(Duration limit) {
    List<PartitionInfo> found = consumer.partitionsFor(topic, limit.plusSeconds(1));
    List<TopicPartition> partitions =
        found == null
            ? List.of()
            : found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
    if (!partitions.isEmpty()) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      isAssigned = true;
    }
  }

  private void follow(ConsumerRecord<byte[], byte[]> record) {
    Optional<PolicyJson.Policy> policy = PolicyJson.decode(record.key(), record.value());
    policy
        .map(PolicyFollower::wish)
        .map(thresholds::follow)
        .orElse(Optional.of(PolicyListener.Reason.MALFORMED))
        .ifPresent(listener::rejected);
  }

  private static Wish wish(PolicyJson.Policy policy) {
    return policy.isManual()
        ? new Wish.Manual(policy.bundle(), policy.stage(), policy.value())
        : new Wish.Raise(policy.bundle(), policy.stage(), policy.value().orElseThrow());
  }

  @Override
  public void close() {
    consumer.close();
  }
}

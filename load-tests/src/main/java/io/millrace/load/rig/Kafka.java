package io.millrace.load.rig;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * The service's topics and consumer group, from outside.
 *
 * <p>Every look may fail while the broker is down; then it is empty.
 *
 * <p>Safe for use by many threads.
 */
public final class Kafka implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final long LIMIT_SECONDS = 10;

  private final Way.Topics topics;
  private final Admin admin;

  /**
   * Connects.
   *
   * @param client settings that all of the rig's clients share
   */
  Kafka(Map<String, Object> client, Way.Topics topics) {
    this.topics = topics;
    admin = Admin.create(client);
  }

  /** Names. */
  public Way.Topics topics() {
    return topics;
  }

  /** As the service expects them. */
  public void createTopics() {
    List<NewTopic> topics =
        List.of(this.topics.events(), this.topics.predictions(), this.topics.deadLetters()).stream()
            .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
            .toList();
    get(admin.createTopics(topics).all());
  }

  /** Every partition of the topics. */
  public List<TopicPartition> partitions(String... topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    get(admin.describeTopics(List.of(topics)).allTopicNames())
        .orElseThrow(() -> new IllegalStateException("No topics " + List.of(topics)))
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
    return partitions;
  }

  /**
   * Offsets below which every record lies that is there, decided on or not. A transaction's offsets
   * are decided on a moment before its outputs are: whoever knows the first and then reads up to
   * here, and committed records alone, has waited for the second.
   */
  public Optional<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
    return ends(partitions, IsolationLevel.READ_UNCOMMITTED);
  }

  private Optional<Map<TopicPartition, Long>> ends(
      Collection<TopicPartition> partitions, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(each -> latest.put(each, OffsetSpec.latest()));
    return get(admin.listOffsets(latest, new ListOffsetsOptions(level)).all())
        .map(
            found ->
                found.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset())));
  }

  /** Events at and above the service's commits. */
  public Optional<Long> lag(Collection<TopicPartition> partitions) {
    var committed =
        get(admin.listConsumerGroupOffsets(topics.group()).partitionsToOffsetAndMetadata());
    var ends = ends(partitions, IsolationLevel.READ_COMMITTED);
    if (committed.isEmpty() || ends.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ends.get().entrySet().stream()
            .mapToLong(
                end -> {
                  var offset = committed.get().get(end.getKey());
                  return end.getValue() - (offset == null ? 0 : offset.offset());
                })
            .sum());
  }

  /** Members of the service's group that own partitions, by their ids. */
  public Set<String> owners() {
    return get(admin
            .describeConsumerGroups(List.of(topics.group()))
            .describedGroups()
            .get(topics.group()))
        .map(
            group ->
                group.members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  /** Throws every member out of the group; they have to join again. */
  public void evictMembers() {
    var options = new RemoveMembersFromConsumerGroupOptions();
    options.reason("the rig");
    get(admin.removeMembersFromConsumerGroup(topics.group(), options).all());
  }

  private static <T> Optional<T> get(KafkaFuture<T> future) {
    try {
      return Optional.ofNullable(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException down) {
      return Optional.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ZERO);
  }
}

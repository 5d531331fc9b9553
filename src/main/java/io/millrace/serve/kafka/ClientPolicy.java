package io.millrace.serve.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How the Kafka clients are set up, as far as it follows from the service's own options.
 *
 * <p>Immutable.
 *
 * @param delivery the guarantee
 * @param instance nobody else's name; a name that it keeps over a restart if membership is static
 * @param membership in the consumer group
 * @param produceTimeout longest wait for Kafka to take an output or to end a transaction
 * @param commitInterval longest time from an output to its commit while Kafka answers
 */
public record ClientPolicy(
    Delivery delivery,
    String instance,
    Membership membership,
    Duration produceTimeout,
    Duration commitInterval) {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Kafka's default of a minute is how long a crash could hide what others write behind the
   * transaction that was open.
   */
  private static final Duration LEAST_TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /** Refuses what cannot work, by the name of the option. */
  public ClientPolicy {
    require(
        produceTimeout.toMillis() >= 1_000 && produceTimeout.toMillis() <= Integer.MAX_VALUE,
        "millrace.produce-timeout",
        produceTimeout,
        "must be from 1s to 24 days");
    require(
        commitInterval.toMillis() > 0,
        "millrace.commit-interval",
        commitInterval,
        "must be 1ms or more");
    require(!instance.isBlank(), "millrace.instance", instance, "must not be blank");
  }

  private static void require(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(key + "=" + value + ": " + rule);
    }
  }

  /** Settings of the consumer; what is set for its channel comes first. */
  public Map<String, Object> consumer() {
    return membership == Membership.STATIC
        ? Map.of(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance)
        : Map.of();
  }

  /** Settings of the producer; what is set for its channel comes first. */
  public Map<String, Object> producer() {
    long millis = produceTimeout.toMillis();
    return Map.of(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        millis,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        millis,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.min(REQUEST_TIMEOUT.toMillis(), millis / 2));
  }

  /** Settings of a transactional producer for the same records. */
  Map<String, Object> transactional(Map<String, ?> producer, Map<String, ?> consumer) {
    Map<String, Object> settings = new HashMap<>(producer);
    Object group = consumer.get(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + instance);
    settings.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        (int) Math.max(LEAST_TRANSACTION_TIMEOUT.toMillis(), 5 * commitInterval.toMillis()));
    return settings;
  }

  /** What is promised of every event. */
  public enum Delivery {
    AT_LEAST_ONCE,
    EXACTLY_ONCE
  }

  /** What happens to the partitions of a member that is gone. */
  public enum Membership {
    /** They move to others when it leaves, or when its session times out. */
    DYNAMIC,
    /** They wait for it until its session times out. */
    STATIC
  }
}

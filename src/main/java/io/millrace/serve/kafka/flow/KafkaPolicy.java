package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Part;
import java.time.Duration;

/**
 * How the service reads from and writes to Kafka.
 *
 * <p>Immutable.
 *
 * @param topics where answers go
 * @param order which outputs wait for their turn
 * @param maxEventBytes largest value that is read; a larger one becomes a dead letter
 * @param maxInFlightEvents most events taken and not yet covered by a commit
 * @param maxInFlightBytes most bytes of keys and values of those without an answer in Kafka
 * @param stopTimeout longest wait for events in flight when the service stops
 * @param drainTimeout longest wait for those of a partition that moves to another consumer
 * @param breaker when a flood of dead letters stops the intake
 */
public record KafkaPolicy(
    Topics topics,
    Order order,
    int maxEventBytes,
    int maxInFlightEvents,
    long maxInFlightBytes,
    Duration stopTimeout,
    Duration drainTimeout,
    BreakerPolicy breaker) {
  /** Refuses what cannot work, by the name of the option. */
  public KafkaPolicy {
    require(maxEventBytes > 0, "millrace.max-event-bytes", maxEventBytes, "must be positive");
    require(
        maxInFlightEvents > 0, "millrace.in-flight.events", maxInFlightEvents, "must be positive");
    require(
        maxInFlightBytes >= maxEventBytes,
        "millrace.in-flight.bytes",
        maxInFlightBytes,
        "must hold an event of millrace.max-event-bytes=" + maxEventBytes);
    require(
        !stopTimeout.isNegative(), "millrace.stop-timeout", stopTimeout, "must not be negative");
    require(
        !drainTimeout.isNegative(), "millrace.drain-timeout", drainTimeout, "must not be negative");
  }

  private static void require(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(key + "=" + value + ": " + rule);
    }
  }

  /** Names of the topics that are written. */
  public record Topics(String predictions, String deadLetters, Split split) {
    /** Without a topic between the stages. */
    public Topics(String predictions, String deadLetters) {
      this(predictions, deadLetters, new Split(Part.ALL, ""));
    }
  }

  /**
   * How the stages are spread over processes.
   *
   * @param part those of this one
   * @param topic through which students reach the teacher
   */
  public record Split(Part part, String topic) {}

  /** Whose outputs leave in the order in which their events came. */
  public enum Order {
    /** Those of one key; events without a key wait for nobody. */
    KEY,
    /** Nobody's. */
    NONE
  }
}

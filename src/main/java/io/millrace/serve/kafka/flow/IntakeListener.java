package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sees events come and go.
 *
 * <p>Called from several threads; must return quickly and throw nothing.
 */
public interface IntakeListener {
  /** Sees nothing. */
  IntakeListener NONE = new IntakeListener() {};

  /**
   * A record was taken.
   *
   * @return who is told of its way
   */
  default Trace taken(ConsumerRecord<byte[], byte[]> record) {
    return Trace.NONE;
  }

  /** The number of events taken and not yet covered by a commit has changed to this. */
  default void inFlight(int events) {}

  /**
   * Kafka has a prediction.
   *
   * @param endToEndNanos from the event's timestamp, to half a millisecond
   * @param trace of the event
   */
  default void answered(Outcome outcome, long endToEndNanos, Trace trace) {}

  /**
   * Kafka has a dead letter.
   *
   * @param place topic, partition and offset of the record that cannot be answered
   */
  default void deadLettered(String place, Rejection rejection) {}

  /** Kafka has acknowledged an escalation. */
  default void passedOn() {}

  /** The breaker has opened or closed. */
  default void breaker(boolean isOpen) {}
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;

/**
 * Sees events come and go.
 *
 * <p>Called from several threads; must return quickly and throw nothing.
 */
public interface IntakeListener {
  /** Sees nothing. */
  IntakeListener NONE = new IntakeListener() {};

  /** The number of events taken and not yet covered by a commit has changed to this. */
  default void inFlight(int events) {}

  /**
   * Kafka has a prediction.
   *
   * @param endToEndNanos from the event's timestamp, to half a millisecond
   */
  default void answered(Outcome outcome, long endToEndNanos) {}

  /** Kafka has a dead letter. */
  default void deadLettered(ErrorKind kind) {}

  /** Kafka has acknowledged an escalation. */
  default void passedOn() {}

  /** The breaker has opened or closed. */
  default void breaker(boolean isOpen) {}
}

package io.millrace.serve.cascade;

import io.millrace.serve.event.Outcome;

/**
 * Watches the cascade. Called on asking threads and engine workers; must return quickly and throw
 * nothing. Stages are given by their place, 0 first.
 */
public interface CascadeListener {
  /** Hears nothing. */
  CascadeListener NONE = new CascadeListener() {};

  /** An utterance was turned into token ids for a stage. */
  default void tokenized(int stage, long nanos) {}

  /** The cache was asked what a stage answers; whether it knew. */
  default void recalled(int stage, boolean isKnown) {}

  /** A gate compared how sure a stage is, 0..1 by its confidence function, with its threshold. */
  default void judged(int stage, double sureness) {}

  /** A stage deferred and the next is asked, here or by another process. */
  default void escalated(int stage) {}

  /**
   * An event has its answer.
   *
   * @param stage the stage that answered; -1 when none ran
   * @param totalNanos from the event's arrival to its answer
   */
  default void answered(int stage, Outcome outcome, long totalNanos) {}
}

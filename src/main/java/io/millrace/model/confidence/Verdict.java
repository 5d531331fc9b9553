package io.millrace.model.confidence;

/**
 * What a gate says of one utterance.
 *
 * <p>Immutable.
 */
public sealed interface Verdict {
  /** The labels in scope, as the stage ranks them. */
  Ranking ranking();

  /** The stage is sure: its best label in scope is the answer. */
  record Accept(Ranking ranking) implements Verdict {}

  /**
   * The stage is not sure: the next stage is asked. There is none after the last, so its deferral
   * is an abstention.
   */
  record Defer(Ranking ranking) implements Verdict {}
}

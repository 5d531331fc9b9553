package io.millrace.compress.measure;

import java.util.List;

/**
 * The numbers of one bundle or stage on one split and one machine; written as JSON as they stand.
 *
 * <p>Immutable. Shares are 0..1. CPU time is that of the calling thread, tokenization included, in
 * batches of 32, in microseconds a text.
 *
 * @param cascade null when a stage was measured alone
 * @param outOfScope null when a stage was measured alone, or nothing is out of scope
 */
public record Measurement(List<Stage> stages, Cascade cascade, OutOfScopeCurve outOfScope) {
  /**
   * A stage alone.
   *
   * @param accuracy share of utterances in scope whose best label is right, without a gate
   * @param ece calibration error of the best label in scope, 15 bins
   * @param bytes files that serving needs
   * @param coverage share of all utterances, those out of scope included, that this stage of the
   *     cascade accepted; 1 when it was measured alone
   */
  public record Stage(
      String name,
      double accuracy,
      double ece,
      long bytes,
      double cpuMicrosPerText,
      double coverage) {}

  /**
   * All stages with their gates.
   *
   * @param accuracy share of utterances in scope that were answered rightly; an abstention is wrong
   * @param lastStageAccuracy the same of the last stage alone behind its gate: what the cascade's
   *     accuracy is proved to be close to
   * @param oosRecall share of utterances out of scope that were abstained; null when there are none
   * @param falseAbstention share of utterances in scope that were abstained
   * @param escalationRate share of all utterances that the first stage deferred
   * @param agreement share of all utterances where the best label in scope of the stage that
   *     answered is that of the last stage
   */
  public record Cascade(
      double accuracy,
      double lastStageAccuracy,
      Double oosRecall,
      double falseAbstention,
      double escalationRate,
      double agreement,
      double cpuMicrosPerText) {}
}

package io.millrace.serve.quality;

import io.millrace.serve.event.Outcome;

/**
 * Something learned of one event: that it was predicted, or what the last stage or a user says of
 * it.
 *
 * <p>Immutable. What is not known yet is null; the join fills it in.
 *
 * @param bundle name and version of the bundle that answered
 * @param stage that answered
 * @param tenant whose event it is; {@link Tenants#ALL} unless they are told apart
 * @param label predicted, said by the last stage, or true; null if there is none
 * @param confidence of the prediction, 0..1
 * @param outcome of the prediction
 * @param isRight whether the last stage agrees, or the label is true; of no meaning for a
 *     prediction
 */
record Sighting(
    Kind kind,
    String bundle,
    String stage,
    String tenant,
    String label,
    double confidence,
    Outcome outcome,
    boolean isRight) {
  /** What is learned. */
  enum Kind {
    PREDICTED,
    AUDITED,
    TOLD
  }

  /** What somebody says of an event, before it is known which. */
  static Sighting said(Kind kind, String label) {
    return new Sighting(kind, null, null, null, label, 0, null, false);
  }

  /** What was said of this prediction. */
  Sighting said(Kind saidKind, String saidLabel, boolean saidRight) {
    return new Sighting(saidKind, bundle, stage, tenant, saidLabel, confidence, outcome, saidRight);
  }
}

package io.millrace.serve.quality;

import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;

/** Hears of figures, on the topology's threads; must return quickly and throw nothing. */
public interface QualityListener {
  /** A record moved no figure, or not as it said. */
  void dropped(Reason reason);

  /**
   * What was counted in a window.
   *
   * @param agreement of the last stage, of those it was asked about
   * @param accuracy of those whose label was told
   * @param coverage accepted by the stage, of all events of the bundle
   */
  record Shares(Share agreement, Share accuracy, Share coverage) {}

  /**
   * The newest window of a bundle has ended, of all tenants.
   *
   * @param stage or {@code all}
   * @param endMs its end, since the epoch
   */
  void window(String bundle, String stage, long endMs, Shares shares);

  /** How strong the evidence of drift is, of all tenants: 1 or more raises an alarm. */
  void drift(String bundle, DriftTest test, double strength);
}

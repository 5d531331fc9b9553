package io.millrace.serve.quality;

import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;

/** Hears of figures, on the topology's threads; must return quickly and throw nothing. */
public interface QualityListener {
  /** A record moved no figure, or not as it said. */
  void dropped(Reason reason);

  /**
   * How often the last stage agreed with a stage, in the newest window of all tenants.
   *
   * @param stage or {@code all}
   */
  void agreement(String stage, Share agreement);

  /** How strong the evidence of drift is, of all tenants: 1 or more raises an alarm. */
  void drift(DriftTest test, double strength);
}

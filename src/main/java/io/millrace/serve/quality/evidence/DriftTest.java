package io.millrace.serve.quality.evidence;

import java.util.Locale;

/** What drift is looked for in. */
public enum DriftTest {
  /** The share of events without a label has risen: more is out of scope. */
  ABSTENTION,
  /** Confidence has fallen. */
  CONFIDENCE,
  /** Labels come in another mix. */
  LABELS;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in metrics. */
  public String word() {
    return word;
  }
}

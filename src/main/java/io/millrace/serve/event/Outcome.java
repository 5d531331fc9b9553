package io.millrace.serve.event;

import java.util.Locale;

/** How an event ended, dead letters aside. */
public enum Outcome {
  /** A stage was sure enough. */
  ACCEPTED,
  /** No stage was sure: no label. */
  ABSTAINED,
  /** The deadline passed: the best answer so far, or no label. */
  LATE,
  /** Answered from the cache of repeats. */
  CACHED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in metrics. */
  public String word() {
    return word;
  }
}

package io.millrace.serve.quality;

import java.util.Locale;

/** Why a record moves no figure. */
public enum Reason {
  /** Not what its topic holds: not JSON, or a member is missing or of another kind. */
  MALFORMED,
  /** Its label is none of the bundle's. */
  UNKNOWN_LABEL,
  /** Nobody has predicted an event of this id, for as long as it is waited for. */
  UNKNOWN_ID,
  /** What was predicted is longer ago than feedback may be. */
  LATE,
  /** Another label was told before, which stands. */
  CONTRADICTORY,
  /** The same was said before. */
  REPEATED,
  /** Its timestamp lies in the future; the clock here is taken instead. */
  CLOCK_SKEW,
  /** More events are remembered than there may be: what is said of this one cannot be joined. */
  FULL;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word in metrics. */
  public String word() {
    return word;
  }
}

package io.millrace.serve.cascade;

import java.util.Locale;

/** Hears of thresholds; must return quickly and throw nothing. */
public interface PolicyListener {
  /** Why a policy record moves no threshold. */
  enum Reason {
    /** Not what the topic holds. */
    MALFORMED,
    /** A threshold, or a raise, beyond its bounds. */
    OUT_OF_BOUNDS,
    /** For a bundle that does not answer; kept for when it does. */
    OTHER_BUNDLE,
    /** For a stage that that bundle does not have here. */
    UNKNOWN_STAGE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in metrics. */
    public String word() {
      return word;
    }
  }

  /** A policy record moved no threshold. */
  void rejected(Reason reason);

  /**
   * Load has moved the thresholds by a step.
   *
   * @param level 0: not at all
   */
  void level(int level);
}

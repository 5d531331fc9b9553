package io.millrace.compress.recipe;

import java.util.List;

/** The commands that a recipe's steps may be. */
public interface Commands {
  /** Whether there is a command of that name that takes an option of that name. */
  boolean takes(String command, String option);

  /**
   * Checks words, the command first, without running anything.
   *
   * @throws IllegalArgumentException if they are wrong, saying which
   */
  void check(List<String> words);

  /** Runs words, the command first. Returns the exit status, 0 for success. */
  int run(List<String> words);
}

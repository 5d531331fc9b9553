package io.millrace.compress.recipe;

import java.util.OptionalDouble;

/** Sees a recipe's steps go by. */
public interface RecipeListener {
  /**
   * A step begins.
   *
   * @param number from 1
   * @param count of all steps
   * @param secondsLeft of this step and those after it, as far as earlier steps or runs tell
   */
  void begins(int number, int count, Step step, OptionalDouble secondsLeft);

  /** A step is over, now or by an earlier run. */
  void ended(int number, int count, Outcome outcome);
}

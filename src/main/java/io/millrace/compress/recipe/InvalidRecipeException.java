package io.millrace.compress.recipe;

/** A recipe that cannot be run; the message names the file, the step and the word at fault. */
public final class InvalidRecipeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidRecipeException(String message) {
    super(message);
  }

  public InvalidRecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}

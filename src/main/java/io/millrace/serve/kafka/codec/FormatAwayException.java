package io.millrace.serve.kafka.codec;

/**
 * What is needed to read values cannot be reached: it says nothing of the record, which waits. No
 * stack trace, for it is thrown again and again.
 */
public final class FormatAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what cannot be reached, and why. */
  public FormatAwayException(String message) {
    super(message, null, false, false);
  }
}

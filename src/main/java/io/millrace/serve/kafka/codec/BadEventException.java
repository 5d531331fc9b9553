package io.millrace.serve.kafka.codec;

/**
 * Carries the reason of a rejection out of the parser, to {@link EventDecoder} and no further,
 * whatever the format.
 *
 * <p>The message never quotes the value: it stands in headers and logs. No stack trace: bad input
 * must not cost more than good input.
 */
public final class BadEventException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what was expected and found. */
  public BadEventException(String message) {
    super(message, null, false, false);
  }
}

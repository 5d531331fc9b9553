package io.millrace.serve.kafka.codec;

/**
 * Carries the reason of a rejection out of the parser, to {@link EventDecoder} and no further.
 *
 * <p>The message never quotes the value: it stands in headers and logs. No stack trace: bad input
 * must not cost more than good input.
 */
final class BadEventException extends Exception {
  private static final long serialVersionUID = 1L;

  BadEventException(String message) {
    super(message, null, false, false);
  }
}

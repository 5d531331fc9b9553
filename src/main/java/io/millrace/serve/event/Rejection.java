package io.millrace.serve.event;

/**
 * Why a record becomes a dead letter. The message never quotes the event's text.
 *
 * <p>Immutable.
 *
 * @param stage the stage that was asked; null when none was
 */
public record Rejection(ErrorKind kind, String message, String stage) {
  /** The record itself is bad. */
  public static Rejection badEvent(String message) {
    return new Rejection(ErrorKind.BAD_EVENT, message, null);
  }
}

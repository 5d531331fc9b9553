package io.millrace.compress.data;

/** Data that cannot be used; the message is one line that names the file and, if any, the line. */
public final class InvalidDataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidDataException(String message) {
    super(message);
  }

  public InvalidDataException(String message, Throwable cause) {
    super(message, cause);
  }
}

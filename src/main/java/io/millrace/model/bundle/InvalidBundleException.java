package io.millrace.model.bundle;

/** A stage or bundle that must not be used; the message names the file and key at fault. */
public final class InvalidBundleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidBundleException(String message) {
    super(message);
  }

  public InvalidBundleException(String message, Throwable cause) {
    super(message, cause);
  }
}

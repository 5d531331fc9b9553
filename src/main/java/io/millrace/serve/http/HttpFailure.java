package io.millrace.serve.http;

/**
 * A request that gets no prediction: the HTTP status and why, without the text.
 *
 * <p>Immutable.
 */
public final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int BAD_REQUEST = 400;
  private static final int OVERLOAD = 429;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final int status;
  private final long retrySeconds;

  /** A failure that will not pass by itself. */
  public HttpFailure(int status, String message) {
    this(status, message, 0);
  }

  private HttpFailure(int status, String message, long retrySeconds) {
    super(message, null, false, false);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }

  /** What the caller sent cannot be answered. */
  public static HttpFailure badRequest(String message) {
    return new HttpFailure(BAD_REQUEST, message);
  }

  /**
   * There is more to do than can be done in time.
   *
   * @param nanos after which it may be better; a client is told whole seconds, at least 1
   */
  static HttpFailure overload(String message, long nanos) {
    return new HttpFailure(OVERLOAD, message, 1 + Math.max(0, nanos - 1) / NANOS_PER_SECOND);
  }

  int status() {
    return status;
  }

  /** Seconds after which the caller may try again; 0 if that is no use. */
  long retrySeconds() {
    return retrySeconds;
  }
}

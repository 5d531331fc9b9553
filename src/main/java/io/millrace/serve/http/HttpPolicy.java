package io.millrace.serve.http;

import java.util.function.LongSupplier;

/**
 * How HTTP asks the cascade.
 *
 * <p>Immutable.
 *
 * @param maxInFlight most texts asked and not yet answered; further requests are told to try again
 * @param maxBacklogNanos longest expected time to answer all that waits at which texts are taken
 * @param backlogNanos what is expected now
 * @param maxBodyBytes largest body
 * @param nanoClock the cascade's
 */
public record HttpPolicy(
    int maxInFlight,
    long maxBacklogNanos,
    LongSupplier backlogNanos,
    long maxBodyBytes,
    LongSupplier nanoClock) {
  /**
   * @throws IllegalArgumentException by the name of the option
   */
  public HttpPolicy {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException(
          "millrace.http.texts: expected at least 1, found " + maxInFlight);
    }
    if (maxBacklogNanos < 1) {
      throw new IllegalArgumentException("millrace.http.backlog: expected more than no time");
    }
  }
}

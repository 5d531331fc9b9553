package io.millrace.serve.trace;

import java.net.URI;

/**
 * Which events are traced, and where traces are kept.
 *
 * <p>Immutable.
 *
 * @param endpoint of OTLP over HTTP, without {@code /v1/traces}
 * @param share of those that bring no trace, 0..1
 */
public record TracingPolicy(URI endpoint, double share) {
  /** Refuses nonsense, by the name of the option. */
  public TracingPolicy {
    String scheme = endpoint.getScheme();
    if (endpoint.getHost() == null || !"http".equals(scheme) && !"https".equals(scheme)) {
      throw new IllegalArgumentException(
          "millrace.tracing.endpoint: expected http://HOST:PORT or https://…, found " + endpoint);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("millrace.tracing.share: expected 0..1, found " + share);
    }
  }

  /** Where spans are sent to. */
  String traces() {
    return endpoint.toString().replaceFirst("/+$", "") + "/v1/traces";
  }
}

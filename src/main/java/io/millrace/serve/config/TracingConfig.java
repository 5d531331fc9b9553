package io.millrace.serve.config;

import io.smallrye.config.WithDefault;
import java.net.URI;

/**
 * Traces of single events, kept by whoever understands OpenTelemetry's protocol.
 *
 * <p>Immutable.
 */
public interface TracingConfig {
  /**
   * Whether events are traced. The trace that an event brings in its headers ({@code traceparent})
   * then goes on through its stages to its prediction; otherwise headers are copied, and nothing is
   * spent on it.
   */
  @WithDefault("false")
  boolean enabled();

  /** Where traces go: OTLP over HTTP, as any OpenTelemetry collector takes it, without its path. */
  @WithDefault("http://localhost:4318")
  URI endpoint();

  /**
   * Share of the events that bring no trace which begin one, 0..1. Those that bring one are kept if
   * their sender keeps it. Raising it shows more single events and costs CPU and network; what
   * waits for its export is bounded, and dropped when there is too much.
   */
  @WithDefault("0.01")
  double share();
}

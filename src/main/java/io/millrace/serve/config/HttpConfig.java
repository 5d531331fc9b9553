package io.millrace.serve.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How much HTTP may ask; beyond it callers are told by status 429 to try again.
 *
 * <p>Immutable.
 */
public interface HttpConfig {
  /**
   * Most texts asked over HTTP and not yet answered; they wait beside the events of Kafka. Raising
   * it costs the events latency in a flood of requests; lowering it refuses them sooner.
   */
  @WithDefault("1024")
  int texts();

  /**
   * Longest expected time to answer all that waits, of Kafka's events too, at which texts are
   * taken. Raising it lets callers wait; lowering it refuses them when they would.
   */
  @WithDefault("2s")
  Duration backlog();
}

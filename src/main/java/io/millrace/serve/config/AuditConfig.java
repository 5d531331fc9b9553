package io.millrace.serve.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Which events that a student accepts the last stage is asked about too, off their way.
 *
 * <p>Immutable.
 */
public interface AuditConfig {
  /**
   * Share of them, 0..1, chosen by the hash of their ids; 0 asks about none and costs nothing.
   * Raising it tells sooner when agreement falls and costs the last stage's time for each. Needs
   * {@code stages=all}.
   */
  @WithDefault("0")
  double share();

  /**
   * Spare capacity: no audit begins while the work that waits would take longer than this. Raising
   * it audits busy times too; lowering it keeps audits further out of the way.
   */
  @WithDefault("20ms")
  Duration backlog();
}

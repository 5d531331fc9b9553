package io.millrace.serve.config;

import io.smallrye.config.WithDefault;

/**
 * When audits move thresholds: written by the quality topology, followed by every process that
 * answers.
 *
 * <p>Immutable.
 */
public interface PolicyConfig {
  /** Whether they do. Off: thresholds are the bundle's. */
  @WithDefault("false")
  boolean enabled();

  /**
   * Agreement of the last stage with what another accepts, above 0 and below 1, that is kept.
   * Raising it escalates more once it is missed.
   */
  @WithDefault("0.97")
  double target();

  /**
   * How far one disagreement moves a threshold. Raising it follows sooner; lowering it swings less.
   */
  @WithDefault("0.01")
  double rate();

  /** Most that a threshold is raised above the bundle's, whatever audits say. */
  @WithDefault("0.25")
  double maxRaise();
}

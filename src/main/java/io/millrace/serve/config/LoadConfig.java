package io.millrace.serve.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * What gives way when there is too much to do: escalations, those that students are nearly sure of
 * first.
 *
 * <p>Immutable.
 */
public interface LoadConfig {
  /**
   * Work that may wait. While more does, thresholds are lowered step by step; while less than half
   * does, they go back. Absent: never. Lowering it answers sooner under load, by students more
   * often.
   */
  Optional<Duration> objective();

  /**
   * Least threshold that load may lower to, 0..1. Raising it keeps accuracy; lowering it
   * throughput. At 0 students answer all that cannot wait.
   */
  @WithDefault("0.5")
  double floor();

  /** Steps from the usual thresholds to the floor. */
  @WithDefault("4")
  int steps();
}

package io.millrace.serve.kafka.flow;

import java.time.Duration;

/**
 * When a flood of dead letters stops the intake, and for how long.
 *
 * <p>Immutable.
 *
 * @param share of dead letters among the last events that is one too many, 0..1; 1 for never
 * @param window how many events are looked at
 * @param pause from the stop to the next trial
 */
public record BreakerPolicy(double share, int window, Duration pause) {
  /** A trial looks at this part of the window. */
  private static final int TRIALS = 10;

  /** Refuses what cannot work, by the name of the option. */
  public BreakerPolicy {
    require(share > 0 && share <= 1, "share", share, "must be above 0 and at most 1");
    require(window > 0, "window", window, "must be positive");
    require(pause.isPositive(), "pause", pause, "must be positive");
  }

  /** How many events a trial looks at. */
  int trial() {
    return Math.max(1, window / TRIALS);
  }

  private static void require(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("millrace.breaker." + key + "=" + value + ": " + rule);
    }
  }
}

package io.millrace.load.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * What goes wrong in a run, and how often.
 *
 * <p>Immutable.
 *
 * @param times strikes
 * @param pause before each, at most
 * @param lasts how long each holds; the whole duration when absent
 */
public record FaultPlan(Kind kind, int times, Duration pause, Optional<Duration> lasts) {
  /** What goes wrong. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** SIGKILL of the service. */
    KILL,
    /** SIGTERM of the broker. */
    BROKER_RESTART,
    /** SIGKILL of the broker. */
    BROKER_KILL,
    /** Partitions move. */
    REBALANCE,
    /** SIGSTOP of a service. */
    FREEZE,
    /** Engine calls hang. */
    STALL,
    /** Engine calls fail. */
    ENGINE_FAILURE,
    /** Another bundle, hot. */
    SWAP
  }

  /** Refuses no strikes. */
  public FaultPlan {
    Check.that("times", times, times >= 1, "1 or more");
  }

  /** Whether anything goes wrong. */
  public boolean isAny() {
    return kind != Kind.NONE;
  }

  /** Whether engines must be spoilable. */
  public boolean isOfEngine() {
    return kind == Kind.STALL || kind == Kind.ENGINE_FAILURE;
  }
}

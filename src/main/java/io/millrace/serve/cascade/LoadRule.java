package io.millrace.serve.cascade;

import java.time.Duration;

/**
 * When load moves thresholds, and how far: up a step while more work waits than may, down a step
 * while less than half of that does.
 *
 * <p>Up goes ten times as fast as down, so that a burst is met at once and a level that is only
 * just enough does not flutter.
 *
 * <p>Immutable. Times on one monotonic clock.
 *
 * @param objective work that may wait
 * @param steps to the floor
 */
public record LoadRule(Duration objective, int steps) {
  private static final long UP_NANOS = Duration.ofMillis(50).toNanos();
  private static final long DOWN_NANOS = Duration.ofMillis(500).toNanos();

  /** Refuses nonsense, by the name of the option. */
  public LoadRule {
    if (objective.isNegative() || objective.isZero()) {
      throw new IllegalArgumentException(
          "millrace.load.objective: expected more than 0, found " + objective);
    }
    if (steps < 1 || steps > 100) {
      throw new IllegalArgumentException("millrace.load.steps: expected 1..100, found " + steps);
    }
  }

  /**
   * How far it has come.
   *
   * @param level 0: thresholds as usual; {@code steps}: at the floor
   * @param sinceNanos when it came there
   */
  public record State(int level, long sinceNanos) {}

  /** The state that follows; the same object if nothing changes. */
  public State next(State now, long backlogNanos, long nanos) {
    long stayedNanos = nanos - now.sinceNanos();
    if (backlogNanos > objective.toNanos() && now.level() < steps && stayedNanos >= UP_NANOS) {
      return new State(now.level() + 1, nanos);
    }
    if (backlogNanos < objective.toNanos() / 2 && now.level() > 0 && stayedNanos >= DOWN_NANOS) {
      return new State(now.level() - 1, nanos);
    }
    return now;
  }

  /** The share of the way to the floor. */
  public double relief(State state) {
    return state.level() / (double) steps;
  }
}

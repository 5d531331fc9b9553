package io.millrace.load.scenario;

import java.time.Duration;

/**
 * How the highest rate that holds is looked for.
 *
 * <p>Immutable.
 *
 * @param p99Ms what must hold in a step; 0 for no search
 * @param settle of each step, before it is measured
 * @param step how long a step is measured
 * @param precision how near the ends of the search come, as a share
 * @param limit of the whole search
 */
public record SearchPlan(
    double p99Ms, Duration settle, Duration step, double precision, Duration limit) {
  /** Refuses a search without end. */
  public SearchPlan {
    Check.that("p99Ms", p99Ms, p99Ms >= 0, "0 or more");
    Check.that("step", step, step.toMillis() >= 1, "1ms or more");
    Check.that("precision", precision, precision >= 0.01 && precision <= 1, "0.01 to 1");
  }

  /** Whether there is one. */
  public boolean isAny() {
    return p99Ms > 0;
  }
}

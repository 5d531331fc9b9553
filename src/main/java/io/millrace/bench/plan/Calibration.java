package io.millrace.bench.plan;

import io.millrace.bench.simulate.CallTimes;
import java.util.List;

/**
 * What a machine and a bundle are like.
 *
 * <p>Immutable.
 *
 * @param calls of each stage, in CPU time
 * @param peak events a second that are answered here at most
 * @param cores of this machine that the service used meanwhile; what else ran had the others
 * @param seen ascending by load, at least one
 */
public record Calibration(List<CallTimes> calls, double peak, double cores, List<Conditions> seen) {
  /** Beyond, queues grow faster than a plan can tell. */
  public static final double FULL = 0.8;

  public Calibration {
    calls = List.copyOf(calls);
    seen = List.copyOf(seen);
  }

  /** Events a second that a core of the service's own is worth. */
  public double peakOfCore() {
    return peak / cores;
  }

  /** Cores that work had which is no part of the plan, while it was made. */
  public double otherWork() {
    return seen.stream().mapToDouble(Conditions::otherWork).average().orElse(0);
  }

  /** What surrounds the scheduler at a load; what is below all that was seen is as the lowest. */
  public Conditions at(double load) {
    Conditions lower = seen.getFirst();
    for (Conditions upper : seen) {
      if (load <= upper.load()) {
        return load <= lower.load() ? lower : Conditions.between(lower, upper, load);
      }
      lower = upper;
    }
    return lower;
  }
}

package io.millrace.bench.plan;

import java.util.Arrays;

/**
 * What surrounds the scheduler at a load, as it was seen.
 *
 * <p>Immutable by agreement.
 *
 * @param load events by the most that can be answered
 * @param stretch an engine call takes so many times its CPU time, since others want the cores too
 * @param road nanoseconds that an event spends elsewhere, each as often, ascending, {@link #ROADS}
 *     of them
 * @param cpuMicros CPU time of the service for an event, engine calls included
 * @param otherWork cores that work had which is no part of what is planned
 */
public record Conditions(
    double load, double stretch, double[] road, double cpuMicros, double otherWork) {
  /** Enough to tell the last one in a thousand. */
  public static final int ROADS = 1000;

  public Conditions {
    if (road.length != ROADS) {
      throw new IllegalArgumentException(
          "Bug: expected %d roads, found %d".formatted(ROADS, road.length));
    }
  }

  /** Where every event's road takes as long. */
  static Conditions constant(double load, double stretch, double roadNanos, double cpuMicros) {
    double[] road = new double[ROADS];
    Arrays.fill(road, roadNanos);
    return new Conditions(load, stretch, road, cpuMicros, 0);
  }

  /** Between two, quantile by quantile, by the logarithm of the load. */
  static Conditions between(Conditions lower, Conditions upper, double load) {
    double share = Math.log(load / lower.load) / Math.log(upper.load / lower.load);
    double[] road = new double[ROADS];
    Arrays.setAll(road, i -> mix(lower.road[i], upper.road[i], share));
    return new Conditions(
        load,
        mix(lower.stretch, upper.stretch, share),
        road,
        mix(lower.cpuMicros, upper.cpuMicros, share),
        mix(lower.otherWork, upper.otherWork, share));
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }
}

package io.millrace.bench.plan;

/**
 * What is expected of so many pods.
 *
 * <p>Immutable.
 *
 * @param cores of a pod
 * @param load in the busiest second, by the most that can be answered
 * @param cpuUtilisation share of the cores' time, on average
 * @param escalationRate share of the events that more than one stage was asked about
 * @param objectiveMs latency at the objective's percentile
 */
public record Forecast(
    int pods,
    int cores,
    double load,
    double cpuUtilisation,
    double escalationRate,
    double p50Ms,
    double p99Ms,
    double objectiveMs,
    boolean isMet) {
  int allCores() {
    return pods * cores;
  }
}

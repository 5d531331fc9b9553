package io.millrace.serve.http.console;

import java.util.List;

/**
 * What the service has done since it started, and how much there is to do now.
 *
 * <p>Immutable.
 *
 * @param millis when, on any clock that only goes forward
 * @param answered by stage, in order; those of HTTP too
 * @param escalated from any stage
 */
public record Figures(
    long millis,
    List<Count> answered,
    long escalated,
    long abstained,
    long late,
    long deadLetters,
    long inFlight,
    double backlogSeconds,
    Latency latency) {

  /** What one stage has answered. */
  public record Count(String stage, long count) {}

  /**
   * Arrivals to answers.
   *
   * @param bounds upper bounds of buckets, ascending, seconds; the last one is open and has none
   * @param counts answers in each bucket, {@code [bounds + 1]}
   */
  public record Latency(List<Double> bounds, List<Long> counts) {}
}

package io.millrace.serve.event;

import java.util.List;

/**
 * The answer to one event.
 *
 * <p>Immutable.
 *
 * @param label null when no stage was sure
 * @param confidence calibrated probability of the best in-scope label, 0..1, even when {@code
 *     label} is null
 * @param stage the stage that answered; null when none ran
 * @param bundle name and version, {@code name:version}
 * @param alternatives the best in-scope labels, best first
 * @param context the event's, echoed; null when absent
 */
public record Prediction(
    String id,
    String label,
    double confidence,
    String stage,
    String bundle,
    Outcome outcome,
    List<Alternative> alternatives,
    String context,
    Timings timings) {

  /** A label and its calibrated probability. */
  public record Alternative(String label, double confidence) {}

  /**
   * Where the time went, in milliseconds: waiting in queues, in engine calls, and from arrival to
   * answer.
   */
  public record Timings(double queueMs, double serviceMs, double totalMs) {}

  /**
   * This answer to an event that another process was asked before: its times count too, and where
   * nothing was asked since, its best label stands.
   *
   * @param abstention what the other process knew
   */
  public Prediction following(Prediction abstention) {
    boolean isNew = stage != null;
    Prediction known = isNew ? this : abstention;
    List<Alternative> best = known.alternatives;
    return new Prediction(
        id,
        isNew || best.isEmpty() ? label : best.getFirst().label(),
        known.confidence,
        known.stage,
        known.bundle,
        outcome,
        best,
        context,
        new Timings(
            timings.queueMs + abstention.timings.queueMs,
            timings.serviceMs + abstention.timings.serviceMs,
            timings.totalMs));
  }
}

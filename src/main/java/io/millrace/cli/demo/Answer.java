package io.millrace.cli.demo;

/**
 * What came back for one event: a prediction or a dead letter.
 *
 * <p>Immutable.
 *
 * @param number of the event
 * @param latencyNanos from when the event was due to when its answer was read
 * @param stage that answered; null if none did
 * @param outcome the word on the wire; null for a dead letter
 * @param label null without one
 * @param best the best label, even where the service abstained; null without one
 * @param confidence of the best label, 0..1
 * @param rejection why the event is a dead letter; null for a prediction
 */
public record Answer(
    long number,
    long latencyNanos,
    String stage,
    String outcome,
    String label,
    String best,
    double confidence,
    String rejection) {
  boolean isDeadLetter() {
    return rejection != null;
  }
}

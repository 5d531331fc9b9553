package io.millrace.serve.quality.evidence;

/**
 * One event, as far as drift shows in it.
 *
 * <p>Immutable.
 *
 * @param label null if it has none
 * @param confidence of its best label, 0..1
 */
public record Observation(String label, double confidence) {
  boolean isAbstained() {
    return label == null;
  }

  double uncertainty() {
    return 1 - confidence;
  }
}

package io.millrace.model.bundle;

/**
 * An utterance and what the cascade of a bundle answered to it when the bundle was made.
 *
 * <p>Immutable.
 *
 * @param label null if it abstained
 * @param confidence calibrated probability of the best label in scope, 0..1
 */
public record Probe(String text, String label, double confidence) {}

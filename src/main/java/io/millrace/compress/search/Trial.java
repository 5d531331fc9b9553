package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;

/**
 * What a point turned out to be.
 *
 * <p>Immutable.
 *
 * @param accuracy in scope, on the validation split, 0..1
 * @param micros CPU time a text, in microseconds, on this machine
 * @param bytes of the model's file
 */
public record Trial(Point point, double accuracy, double micros, long bytes) {
  /** True if the other is as good in all three, and better in one. */
  boolean isBeatenBy(Trial other) {
    boolean isNoWorse =
        other.accuracy >= accuracy && other.micros <= micros && other.bytes <= bytes;
    return isNoWorse && (other.accuracy > accuracy || other.micros < micros || other.bytes < bytes);
  }
}

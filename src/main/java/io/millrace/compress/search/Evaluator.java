package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;

/** Tries points: in earnest by training, in tests by looking them up. */
public interface Evaluator {
  /** CPU time a text, in microseconds, which does not depend on what the weights are. */
  double micros(Point point);

  /** Trains the point and measures it. */
  Trial evaluate(Point point);
}

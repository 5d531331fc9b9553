package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;
import java.util.Map;

/** What to try next. */
public interface Proposer {
  /**
   * Points worth a trial, the most promising first.
   *
   * <p>The same arguments give the same points.
   *
   * @param trials so far, oldest first
   * @param speeds what is known of the speed of points, tried or not
   */
  List<Point> next(List<Trial> trials, Speeds speeds);

  /**
   * How fast points are.
   *
   * <p>Immutable by agreement.
   *
   * @param micros CPU time a text of points that were measured, oldest first
   * @param limitMicros most that is allowed
   */
  record Speeds(Map<Point, Double> micros, double limitMicros) {}
}

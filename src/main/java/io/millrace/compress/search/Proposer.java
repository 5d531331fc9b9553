package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;

/** What to try next. */
public interface Proposer {
  /**
   * Points worth a trial, the most promising first.
   *
   * <p>The same trials give the same points, so that a search that was stopped goes on as it would
   * have.
   *
   * @param trials so far, oldest first
   */
  List<Point> next(List<Trial> trials);
}

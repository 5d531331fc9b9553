package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Trial after trial, none of them of a point that is slower than the limit.
 *
 * <p>Speed is measured before a point is trained, with weights of chance: too slow a point costs
 * less than a second and no trial.
 *
 * <p>Not for sharing.
 *
 * <p>Source: Tan et al., MnasNet: Platform-Aware Neural Architecture Search for Mobile, CVPR 2019
 * (latency is measured, not estimated).
 */
public final class Search {
  /** Where so many in a row are too slow, it is the limit that is wrong. */
  private static final int MOST_REFUSED = 24;

  private final Proposer proposer;
  private final Evaluator evaluator;
  private final double limitMicros;
  private final Consumer<Trial> listener;
  private final Set<Point> refused = new HashSet<>();

  /**
   * A search.
   *
   * @param limitMicros most CPU time a text, in microseconds
   * @param listener gets each trial as it ends
   */
  public Search(
      Proposer proposer, Evaluator evaluator, double limitMicros, Consumer<Trial> listener) {
    this.proposer = proposer;
    this.evaluator = evaluator;
    this.limitMicros = limitMicros;
    this.listener = listener;
  }

  /**
   * Goes on from earlier trials until there are so many, or nothing new is proposed that fits.
   *
   * @return all trials, the earlier ones first
   */
  public List<Trial> run(List<Trial> earlier, int count) {
    List<Trial> trials = new ArrayList<>(earlier);
    Set<Point> tried = new HashSet<>(earlier.stream().map(Trial::point).toList());
    while (trials.size() < count) {
      Optional<Point> next =
          proposer.next(List.copyOf(trials)).stream()
              .filter(point -> !tried.contains(point) && !refused.contains(point))
              .limit(MOST_REFUSED)
              .filter(this::fits)
              .findFirst();
      if (next.isEmpty()) {
        return trials;
      }
      tried.add(next.get());
      Trial trial = evaluator.evaluate(next.get());
      trials.add(trial);
      listener.accept(trial);
    }
    return trials;
  }

  private boolean fits(Point point) {
    boolean fits = evaluator.micros(point) <= limitMicros;
    if (!fits) {
      refused.add(point);
    }
    return fits;
  }
}

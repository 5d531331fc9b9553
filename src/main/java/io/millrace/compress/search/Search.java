package io.millrace.compress.search;

import io.millrace.compress.search.Proposer.Speeds;
import io.millrace.compress.search.SearchSpace.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<Point, Double> micros = new LinkedHashMap<>();

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
    earlier.forEach(trial -> micros.put(trial.point(), trial.micros()));
    int refused = 0;
    while (trials.size() < count && refused < MOST_REFUSED) {
      Optional<Point> next =
          proposer.next(List.copyOf(trials), new Speeds(micros, limitMicros)).stream()
              .filter(point -> !micros.containsKey(point))
              .findFirst();
      if (next.isEmpty()) {
        return trials;
      }
      if (!fits(next.get())) {
        refused++;
        continue;
      }
      refused = 0;
      Trial trial = evaluator.evaluate(next.get());
      trials.add(trial);
      listener.accept(trial);
    }
    return trials;
  }

  private boolean fits(Point point) {
    double measured = evaluator.micros(point);
    micros.put(point, measured);
    return measured <= limitMicros;
  }
}

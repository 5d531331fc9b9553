package io.millrace.compress.train;

import io.millrace.compress.prune.Importance;
import io.millrace.compress.prune.PruningReport;
import io.millrace.compress.prune.PruningReport.Line;
import io.millrace.compress.prune.Schedule;
import io.millrace.compress.prune.Scope;
import io.millrace.compress.prune.TrainedPruning;
import io.millrace.compress.prune.TrainedPruning.Pruned;
import io.millrace.compress.prune.UnitKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Prunes trainable weights in steps, which may be trained after each; what was pruned stays zero,
 * or away.
 *
 * <p>Immutable.
 *
 * @param sparsity share that is gone in the end
 * @param steps 1 or more
 */
public record GradualPruning(double sparsity, Schedule schedule, int steps) {
  /**
   * @throws IllegalArgumentException if there is no step
   */
  public GradualPruning {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected 1 or more, found " + steps);
    }
  }

  /**
   * Puts zeros; the share of zeros is exact after each step.
   *
   * @param importance asked before each step
   * @param training moves the weights in place, after each step
   */
  public Pruned zero(
      TrainedPruning from,
      Scope scope,
      Function<TrainedPruning, Importance> importance,
      Consumer<Pruned> training) {
    Pruned pruned = null;
    TrainedPruning now = from;
    for (int step = 1; step <= steps; step++) {
      pruned = now.zero(importance.apply(now), share(step), scope);
      training.accept(pruned);
      now = new TrainedPruning(pruned.architecture(), pruned.weights());
    }
    return pruned;
  }

  /** Removes units, of those that are there as many as lead to each step's share of all. */
  public Pruned remove(
      TrainedPruning from,
      Set<UnitKind> kinds,
      Function<TrainedPruning, Importance> importance,
      Consumer<Pruned> training) {
    Pruned pruned = null;
    TrainedPruning now = from;
    List<Line> lines = null;
    for (int step = 1; step <= steps; step++) {
      double ofThose = 1 - (1 - share(step)) / (1 - (step == 1 ? 0 : share(step - 1)));
      pruned = now.remove(importance.apply(now), ofThose, kinds);
      training.accept(pruned);
      now = new TrainedPruning(pruned.architecture(), pruned.weights());
      lines = lines == null ? pruned.report().removed() : joined(lines, pruned.report().removed());
    }
    return new Pruned(
        pruned.architecture(),
        pruned.weights(),
        pruned.masks(),
        new PruningReport(lines, pruned.report().left()));
  }

  private double share(int step) {
    return schedule.sparsity(step, steps, sparsity);
  }

  /** From what the first steps found to what the last one left. */
  private static List<Line> joined(List<Line> first, List<Line> last) {
    List<Line> joined = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      Line from = first.get(i);
      joined.add(new Line(from.what(), from.where(), from.before(), last.get(i).after()));
    }
    return joined;
  }
}

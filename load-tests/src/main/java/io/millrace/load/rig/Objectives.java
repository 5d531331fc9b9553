package io.millrace.load.rig;

import io.millrace.load.scenario.Bound;
import io.millrace.load.scenario.Figure;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * What a scenario must show, and whether it did.
 *
 * <p>Immutable.
 */
public record Objectives(List<Objective> all) {
  /** One of them. */
  public record Objective(String key, String what, String wanted, String found, boolean isHeld) {}

  /** Holds what was found against what is wanted; what was not measured does not hold. */
  static Objectives judge(Map<String, Bound> wanted, Figures found) {
    return new Objectives(
        wanted.entrySet().stream()
            .map(each -> judge(each.getKey(), each.getValue(), found))
            .toList());
  }

  private static Objective judge(String key, Bound bound, Figures figures) {
    Figure figure = Figure.named(key).orElseThrow();
    double found = figures.get(figure);
    return new Objective(
        key, figure.text(), bound.toString(), Figure.format(found), bound.isHeldBy(found));
  }

  /** Whether all that were looked at hold; false if none was. */
  public boolean areHeld() {
    return !all.isEmpty() && all.stream().allMatch(Objective::isHeld);
  }

  /** A row each. */
  void print(PrintWriter out) {
    out.printf("  %-52s %20s %14s%n", "objective", "wanted", "found");
    all.forEach(
        each ->
            out.printf(
                "  %-52s %20s %14s   %s%n",
                each.what, each.wanted, each.found, each.isHeld ? "holds" : "DOES NOT HOLD"));
  }
}

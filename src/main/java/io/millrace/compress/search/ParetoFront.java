package io.millrace.compress.search;

import java.util.Comparator;
import java.util.List;

/** Those that nothing else beats in accuracy, CPU time and bytes at once. */
public final class ParetoFront {
  private ParetoFront() {}

  /** The front, cheapest first. */
  public static List<Trial> of(List<Trial> trials) {
    return trials.stream()
        .filter(trial -> trials.stream().noneMatch(trial::isBeatenBy))
        .sorted(Comparator.comparingDouble(Trial::micros).thenComparingLong(Trial::bytes))
        .toList();
  }
}

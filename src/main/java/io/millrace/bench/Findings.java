package io.millrace.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a measurement found.
 *
 * <p>Immutable.
 *
 * @param figures by their key in {@code --json}, finite
 */
public record Findings(SortedMap<String, Double> figures, List<Table> tables) {
  public Findings {
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    tables = List.copyOf(tables);
    figures.forEach(
        (key, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(key + ": expected a number, found " + value);
          }
        });
  }

  /** The middle one of what several rounds found. */
  public static double median(double[] rounds) {
    return Arrays.stream(rounds).sorted().toArray()[rounds.length / 2];
  }
}

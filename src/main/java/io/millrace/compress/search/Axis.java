package io.millrace.compress.search;

import java.util.List;

/**
 * One choice of a search space.
 *
 * <p>Immutable.
 *
 * @param values what there is to choose from, in order of size where they have one
 * @param isOrdered true if neighbours are more alike than others
 */
public record Axis(String name, List<String> values, boolean isOrdered) {
  public Axis {
    values = List.copyOf(values);
  }

  /** Values by size. */
  static Axis ordered(String name, String... values) {
    return new Axis(name, List.of(values), true);
  }

  /** Values that have no order. */
  static Axis unordered(String name, String... values) {
    return new Axis(name, List.of(values), false);
  }

  /** How unlike two values are, 0..1. */
  double distance(int one, int other) {
    if (!isOrdered) {
      return one == other ? 0 : 1;
    }
    return values.size() == 1 ? 0 : Math.abs(one - other) / (values.size() - 1.0);
  }
}

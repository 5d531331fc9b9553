package io.millrace.compress.prune;

import java.util.List;

/**
 * A size in an architecture's SPEC that can be made smaller: all its groups lose the same number of
 * units, each those that matter least to it.
 *
 * <p>Immutable.
 *
 * @param key of the SPEC
 * @param groups at least one, all of the same kind and number of units
 */
record Dimension(String key, List<UnitGroup> groups) {
  Dimension {
    groups = List.copyOf(groups);
  }

  UnitKind kind() {
    return groups.getFirst().kind();
  }
}

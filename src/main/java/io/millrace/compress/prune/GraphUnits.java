package io.millrace.compress.prune;

import java.util.List;

/**
 * Units found in a graph, or why there are none to remove.
 *
 * <p>Immutable.
 */
sealed interface GraphUnits {
  /**
   * A group that can lose units.
   *
   * @param shapes constant shapes that count the units
   * @param readers the products that read the units, for importance by data
   */
  record Found(UnitGroup group, List<ShapeFix> shapes, List<Product> readers)
      implements GraphUnits {
    public Found {
      shapes = List.copyOf(shapes);
      readers = List.copyOf(readers);
    }
  }

  /** Nothing can be removed. */
  record Kept(Obstacle obstacle) implements GraphUnits {}
}

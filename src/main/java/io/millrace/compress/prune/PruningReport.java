package io.millrace.compress.prune;

import java.util.ArrayList;
import java.util.List;

/**
 * What a pruning did.
 *
 * <p>Immutable.
 *
 * @param removed what is smaller now, or holds zeros
 * @param left nodes that keep all they had, and why
 */
public record PruningReport(List<Line> removed, List<Obstacle> left) {
  public PruningReport {
    removed = List.copyOf(removed);
    left = List.copyOf(left);
  }

  /**
   * One place.
   *
   * @param what in words: units of a kind, or numbers
   */
  public record Line(String what, String where, long before, long after) {}

  /** Of zeros put into tensors: the numbers of each, and those that are kept. */
  public static PruningReport of(Masks masks) {
    List<Line> lines = new ArrayList<>();
    masks
        .kept()
        .forEach((name, mask) -> lines.add(new Line("numbers", name, mask.length, kept(mask))));
    return new PruningReport(lines, List.of());
  }

  private static long kept(boolean[] mask) {
    long kept = 0;
    for (boolean stays : mask) {
      kept += stays ? 1 : 0;
    }
    return kept;
  }

  /** Share of everything that was there and is gone, 0..1. */
  public double sparsity() {
    long before = removed.stream().mapToLong(Line::before).sum();
    long after = removed.stream().mapToLong(Line::after).sum();
    return before == 0 ? 0 : 1 - (double) after / before;
  }
}

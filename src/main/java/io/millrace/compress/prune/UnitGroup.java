package io.millrace.compress.prune;

import io.millrace.model.bundle.FloatTensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Units of one place of a model, such as the heads of one layer, and every tensor that holds a part
 * of them. Removing a unit removes its part of each.
 *
 * <p>Immutable.
 *
 * @param where names the place for people
 * @param slots at least one
 */
public record UnitGroup(UnitKind kind, String where, int units, List<Slot> slots) {
  public UnitGroup {
    slots = List.copyOf(slots);
  }

  /**
   * Which units stay: those that matter most; of equal ones the first.
   *
   * @param sparsity share that goes, 0..1; exactly {@code round(sparsity units)} go, but one stays
   */
  public boolean[] kept(
      Function<String, FloatTensor> tensors, Importance importance, double sparsity) {
    double[] scores = scores(tensors, importance);
    int staying = Math.max(1, units - (int) Math.round(sparsity * units));
    boolean[] kept = new boolean[units];
    IntStream.range(0, units)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer unit) -> scores[unit]).reversed())
        .limit(staying)
        .forEach(unit -> kept[unit] = true);
    return kept;
  }

  /** The tensors of this group without the units that go. */
  public Map<String, FloatTensor> shrunk(
      Function<String, FloatTensor> tensors, boolean[] keptUnits) {
    Map<String, FloatTensor> shrunk = new LinkedHashMap<>();
    Map<String, boolean[]> kept = new LinkedHashMap<>();
    // Two slots of one tensor lie on one axis, and places are counted before any of them is gone.
    for (Slot slot : slots) {
      int length = tensors.apply(slot.tensor()).length(slot.axis());
      boolean[] places = slot.kept(length, units, keptUnits);
      kept.merge(slot.tensor(), places, UnitGroup::both);
    }
    for (Slot slot : slots) {
      shrunk.computeIfAbsent(
          slot.tensor(), name -> slot.shrink(tensors.apply(name), kept.get(name)));
    }
    return shrunk;
  }

  private double[] scores(Function<String, FloatTensor> tensors, Importance importance) {
    double[] scores = new double[units];
    for (Slot slot : slots) {
      FloatTensor tensor = tensors.apply(slot.tensor());
      slot.sum(tensor, importance.scores(slot.tensor(), tensor), scores);
    }
    return scores;
  }

  private static boolean[] both(boolean[] one, boolean[] other) {
    boolean[] both = new boolean[one.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = one[i] && other[i];
    }
    return both;
  }
}

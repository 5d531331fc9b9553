package io.millrace.compress.prune;

import io.millrace.model.bundle.FloatTensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
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
   * Which units stay: those that matter most; of equal ones the first. Where the importance has
   * nothing to say, by magnitude.
   *
   * @param sparsity share that goes, 0..1; exactly {@code round(sparsity units)} go, but one stays
   */
  public boolean[] kept(
      Function<String, FloatTensor> tensors, Importance importance, double sparsity) {
    double[] scores = scores(tensors, importance);
    if (DoubleStream.of(scores).allMatch(score -> score == 0)) {
      scores = scores(tensors, Importance.MAGNITUDE);
    }
    double[] weighed = scores;
    int staying = Math.max(1, units - (int) Math.round(sparsity * units));
    boolean[] kept = new boolean[units];
    IntStream.range(0, units)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer unit) -> weighed[unit]).reversed())
        .limit(staying)
        .forEach(unit -> kept[unit] = true);
    return kept;
  }

  /** How many units stay. */
  static int count(boolean[] kept) {
    int count = 0;
    for (boolean stays : kept) {
      count += stays ? 1 : 0;
    }
    return count;
  }

  /**
   * Tensors without the units that go. Places are counted before any unit is gone, and groups may
   * share a tensor or an axis of it, so the places that stay are gathered first.
   *
   * @return the tensors that became smaller, by name
   */
  static Map<String, FloatTensor> shrink(
      Map<UnitGroup, boolean[]> keptUnits, Function<String, FloatTensor> tensors) {
    Map<Slot, boolean[]> places = new LinkedHashMap<>();
    keptUnits.forEach(
        (group, kept) -> {
          for (Slot slot : group.slots) {
            int length = tensors.apply(slot.tensor()).length(slot.axis());
            Slot axis = new Slot(slot.tensor(), slot.axis(), 1);
            places.merge(axis, slot.kept(length, group.units, kept), UnitGroup::both);
          }
        });
    Map<String, FloatTensor> shrunk = new LinkedHashMap<>();
    places.forEach(
        (axis, stays) -> {
          FloatTensor tensor = shrunk.getOrDefault(axis.tensor(), tensors.apply(axis.tensor()));
          shrunk.put(axis.tensor(), axis.shrink(tensor, stays));
        });
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

package io.millrace.compress.prune;

import io.millrace.model.bundle.FloatTensor;

/**
 * Where a group's units lie in a tensor: along one axis, each unit a run of {@code perUnit}
 * numbers, the whole row of runs perhaps several times over, as the words of a window are.
 *
 * <p>Unit {@code u} holds the places {@code first + r * units * perUnit + u * perUnit + i}, for
 * {@code r < repeats} and {@code i < perUnit}.
 *
 * <p>Immutable.
 */
public record Slot(String tensor, int axis, int first, int perUnit, int repeats) {
  /** The whole axis, each unit a run. */
  public Slot(String tensor, int axis, int perUnit) {
    this(tensor, axis, 0, perUnit, 1);
  }

  /** Which of the axis's places stay when only some units do. */
  boolean[] kept(int length, int units, boolean[] keptUnits) {
    boolean[] kept = new boolean[length];
    int run = units * perUnit;
    for (int place = 0; place < length; place++) {
      int within = place - first;
      boolean isOurs = within >= 0 && within < run * repeats;
      kept[place] = !isOurs || keptUnits[within % run / perUnit];
    }
    return kept;
  }

  /** Adds each unit's share of a tensor's scores. */
  void sum(FloatTensor shape, float[] scores, double[] units) {
    int inner = inner(shape);
    int length = shape.length(axis);
    int run = units.length * perUnit;
    for (int i = 0; i < scores.length; i++) {
      int within = i / inner % length - first;
      if (within >= 0 && within < run * repeats) {
        units[within % run / perUnit] += scores[i];
      }
    }
  }

  /** The tensor without the places that do not stay. */
  FloatTensor shrink(FloatTensor tensor, boolean[] kept) {
    int inner = inner(tensor);
    int length = tensor.length(axis);
    int staying = 0;
    for (boolean stays : kept) {
      staying += stays ? 1 : 0;
    }
    long[] shape = tensor.shape().clone();
    shape[axis] = staying;
    float[] data = new float[tensor.data().length / length * staying];
    int to = 0;
    for (int from = 0; from < tensor.data().length; from += inner) {
      if (kept[from / inner % length]) {
        System.arraycopy(tensor.data(), from, data, to, inner);
        to += inner;
      }
    }
    return new FloatTensor(shape, data);
  }

  private int inner(FloatTensor tensor) {
    int inner = 1;
    for (int i = axis + 1; i < tensor.shape().length; i++) {
      inner *= tensor.length(i);
    }
    return inner;
  }
}

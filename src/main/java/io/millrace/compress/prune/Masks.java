package io.millrace.compress.prune;

import io.millrace.model.bundle.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which numbers of a model are kept; the others are zero, and stay so while it is trained further.
 *
 * <p>{@code w' = w 1[score(w) > threshold]}, the threshold being that of the wanted sparsity: of
 * {@code n} numbers exactly {@code round(sparsity n)} go. Of equal scores the first go, so that the
 * share is exact whatever the scores are.
 *
 * <p>Immutable by agreement: nobody writes to the arrays.
 *
 * <p>Source: Han et al., Learning both Weights and Connections for Efficient Neural Networks, NIPS
 * 2015, section 3.
 *
 * @param kept by tensor, in its order
 */
public record Masks(Map<String, boolean[]> kept) {
  public Masks {
    kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
  }

  /**
   * The masks of the wanted sparsity.
   *
   * @param sparsity share that goes, 0..1, 1 excluded
   * @throws IllegalArgumentException if the sparsity is out of range, or a score is not finite or
   *     negative, naming the tensor
   */
  public static Masks of(
      Map<String, FloatTensor> tensors, Importance importance, double sparsity, Scope scope) {
    requireShare(sparsity);
    Map<String, float[]> scores = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> scores.put(name, scores(name, tensor, importance)));
    Map<String, boolean[]> kept = new LinkedHashMap<>();
    if (scope == Scope.GLOBAL) {
      prune(scores, sparsity, kept);
    } else {
      scores.forEach((name, each) -> prune(Map.of(name, each), sparsity, kept));
    }
    return new Masks(kept);
  }

  /** Zeroes, in place, what is not kept; tensors without a mask stay. */
  public void apply(Map<String, FloatTensor> tensors) {
    kept.forEach((name, mask) -> zero(tensors.get(name).data(), mask));
  }

  /** Share of numbers that are not kept, 0..1. */
  public double sparsity() {
    long all = 0;
    long gone = 0;
    for (boolean[] mask : kept.values()) {
      all += mask.length;
      gone += gone(mask);
    }
    return all == 0 ? 0 : (double) gone / all;
  }

  static void requireShare(double sparsity) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException(
          "sparsity: expected at least 0 and less than 1, found " + sparsity);
    }
  }

  private static void prune(
      Map<String, float[]> scores, double sparsity, Map<String, boolean[]> kept) {
    float[] sorted = sorted(new ArrayList<>(scores.values()));
    int going = (int) Math.round(sparsity * sorted.length);
    float threshold = going == 0 ? -1 : sorted[going - 1];
    int ties = going;
    for (float score : sorted) {
      ties -= score < threshold ? 1 : 0;
    }
    for (Map.Entry<String, float[]> entry : scores.entrySet()) {
      float[] each = entry.getValue();
      boolean[] mask = new boolean[each.length];
      for (int i = 0; i < mask.length; i++) {
        boolean goesAsTie = each[i] == threshold && ties-- > 0;
        mask[i] = each[i] >= threshold && !goesAsTie;
      }
      kept.put(entry.getKey(), mask);
    }
  }

  /** All scores, the least first. */
  private static float[] sorted(List<float[]> scores) {
    int count = scores.stream().mapToInt(each -> each.length).reduce(0, Math::addExact);
    float[] all = new float[count];
    int at = 0;
    for (float[] each : scores) {
      System.arraycopy(each, 0, all, at, each.length);
      at += each.length;
    }
    Arrays.sort(all);
    return all;
  }

  private static float[] scores(String name, FloatTensor tensor, Importance importance) {
    float[] scores = importance.scores(name, tensor);
    if (scores.length != tensor.data().length) {
      throw new IllegalArgumentException(
          "tensor %s: expected %d scores, found %d"
              .formatted(name, tensor.data().length, scores.length));
    }
    for (int i = 0; i < scores.length; i++) {
      if (!(scores[i] >= 0) || Float.isInfinite(scores[i])) {
        throw new IllegalArgumentException(
            "tensor %s: expected scores that are finite and not negative, found %s at %d"
                .formatted(name, scores[i], i));
      }
      // -0 sorts below 0 and equals it.
      scores[i] = scores[i] == 0 ? 0f : scores[i];
    }
    return scores;
  }

  private static void zero(float[] numbers, boolean[] mask) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = mask[i] ? numbers[i] : 0;
    }
  }

  private static long gone(boolean[] mask) {
    long gone = 0;
    for (boolean isKept : mask) {
      gone += isKept ? 0 : 1;
    }
    return gone;
  }
}

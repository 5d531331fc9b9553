package io.millrace.compress.quantize.adaptive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which constants give up bits: at each step the one that saves most bytes for the
 * divergence it adds.
 *
 * <p>Greedy, as for a knapsack: optimal where bytes saved per divergence fall from step to step, as
 * they do when each bit less quadruples the squared error.
 *
 * <p>Immutable.
 */
final class BitPath {
  /** Divides by it where a step adds no divergence at all. */
  private static final double NOTHING = 1e-12;

  private BitPath() {}

  /**
   * What a constant costs with so many bits.
   *
   * @param divergence that it alone is expected to cause
   */
  record Choice(int bits, long bytes, double divergence) {}

  /**
   * All steps, from the most bits to the fewest.
   *
   * @param choices by constant, of ever fewer bits
   * @return bits by constant after each step; the first has the most of all
   */
  static List<Map<String, Integer>> steps(Map<String, List<Choice>> choices) {
    Map<String, Integer> places = new LinkedHashMap<>();
    choices.keySet().forEach(name -> places.put(name, 0));
    List<Map<String, Integer>> steps = new ArrayList<>();
    steps.add(bits(choices, places));
    String next = next(choices, places);
    while (next != null) {
      places.merge(next, 1, Integer::sum);
      steps.add(bits(choices, places));
      next = next(choices, places);
    }
    return steps;
  }

  private static String next(Map<String, List<Choice>> choices, Map<String, Integer> places) {
    String best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, List<Choice>> layer : choices.entrySet()) {
      int place = places.get(layer.getKey());
      if (place + 1 < layer.getValue().size()) {
        double worth = worth(layer.getValue().get(place), layer.getValue().get(place + 1));
        if (worth > most) {
          most = worth;
          best = layer.getKey();
        }
      }
    }
    return best;
  }

  private static double worth(Choice more, Choice fewer) {
    double added = Math.max(fewer.divergence - more.divergence, 0);
    return (more.bytes - fewer.bytes) / (added + NOTHING);
  }

  private static Map<String, Integer> bits(
      Map<String, List<Choice>> choices, Map<String, Integer> places) {
    Map<String, Integer> bits = new LinkedHashMap<>();
    choices.forEach((name, list) -> bits.put(name, list.get(places.get(name)).bits));
    return bits;
  }
}

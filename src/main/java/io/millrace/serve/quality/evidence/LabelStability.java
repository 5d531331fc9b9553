package io.millrace.serve.quality.evidence;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether labels come as often as they did: the population stability index of a window of events
 * against a reference, and its chance if nothing had changed.
 *
 * <pre>
 * psi    = sum over bins of (q - p) ln(q / p)      p: reference of N, q: window of n, B bins
 * chance = P(chi-square with B - 1 degrees of freedom > psi / (1/N + 1/n))
 * </pre>
 *
 * <p>Labels are gathered in at most {@value #BINS} bins of about equal reference, so that each
 * holds enough of a window for the chi-square; an empty bin counts half an event. A label that the
 * reference had not seen goes to the bin that holds least.
 *
 * <p>Immutable. Source: Yurdakul and Naranjo, Statistical Properties of the Population Stability
 * Index, Journal of Risk Model Validation 2020.
 *
 * @param bins the bin of each label
 * @param reference events in each bin, {@code [bins]}
 */
public record LabelStability(Map<String, Integer> bins, long[] reference) {
  private static final int BINS = 8;
  private static final double EMPTY = 0.5;

  /**
   * Gathers labels in bins.
   *
   * @param counts events by label
   */
  public static LabelStability of(Map<String, Long> counts) {
    long[] reference = new long[Math.max(1, Math.min(BINS, counts.size()))];
    Map<String, Integer> bins = new LinkedHashMap<>();
    for (Map.Entry<String, Long> label : falling(counts)) {
      int bin = least(reference);
      bins.put(label.getKey(), bin);
      reference[bin] += label.getValue();
    }
    return new LabelStability(bins, reference);
  }

  /** The most frequent labels first; of equals, in the order of their names. */
  public static List<Map.Entry<String, Long>> falling(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  /** The bin of a label. */
  public int bin(String label) {
    return bins.getOrDefault(label, least(reference));
  }

  /**
   * The index.
   *
   * @param window events in each bin, {@code [bins]}
   */
  public double index(long[] window) {
    double size = total(reference);
    double windowSize = total(window);
    double index = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      double p = Math.max(reference[bin], EMPTY) / size;
      double q = Math.max(window[bin], EMPTY) / windowSize;
      index += (q - p) * Math.log(q / p);
    }
    return index;
  }

  /** Chance of such an index, or a higher one, if nothing had changed; 1 if there is one bin. */
  public double chance(long[] window) {
    if (reference.length < 2) {
      return 1;
    }
    double scale = 1.0 / total(reference) + 1.0 / total(window);
    return ChiSquare.above(index(window) / scale, reference.length - 1);
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  private static int least(long[] counts) {
    int least = 0;
    for (int i = 1; i < counts.length; i++) {
      least = counts[i] < counts[least] ? i : least;
    }
    return least;
  }
}

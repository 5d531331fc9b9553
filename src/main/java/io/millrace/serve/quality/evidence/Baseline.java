package io.millrace.serve.quality.evidence;

import java.util.HashMap;
import java.util.Map;

/**
 * What events were like before: bounds that their means stay below, and their labels.
 *
 * <p>The bounds lie {@value #STANDARD_ERRORS} standard errors above the means of the reference, so
 * that an unlucky reference does not make false alarms (1 in 2,000 does, but for a shift that it
 * missed by chance); a rise smaller than that is not drift.
 *
 * <p>Immutable.
 *
 * @param abstention bound of the share of events without a label
 * @param uncertainty bound of 1 - confidence
 * @param labels of the answered
 */
public record Baseline(double abstention, double uncertainty, LabelStability labels) {
  private static final double STANDARD_ERRORS = 3.3;
  private static final double LEAST_BOUND = 1e-3;

  /**
   * Sums of a reference.
   *
   * <p>Immutable.
   */
  public record Sums(
      long events, long abstained, double uncertainty, double squares, Map<String, Long> labels) {
    /** Of nothing. */
    public Sums() {
      this(0, 0, 0, 0, Map.of());
    }

    Sums with(Observation seen) {
      Map<String, Long> counts = labels;
      if (!seen.isAbstained()) {
        counts = new HashMap<>(labels);
        counts.merge(seen.label(), 1L, Long::sum);
      }
      double value = seen.uncertainty();
      return new Sums(
          events + 1,
          abstained + (seen.isAbstained() ? 1 : 0),
          uncertainty + value,
          squares + value * value,
          counts);
    }
  }

  static Baseline of(Sums sums) {
    double mean = sums.uncertainty() / sums.events();
    double variance = Math.max(0, sums.squares() / sums.events() - mean * mean);
    return new Baseline(
        bound(new Share(sums.abstained(), sums.events()).upper(STANDARD_ERRORS)),
        bound(mean + STANDARD_ERRORS * Math.sqrt(variance / sums.events())),
        LabelStability.of(sums.labels()));
  }

  private static double bound(double mean) {
    return Math.clamp(mean, LEAST_BOUND, 1 - LEAST_BOUND);
  }
}

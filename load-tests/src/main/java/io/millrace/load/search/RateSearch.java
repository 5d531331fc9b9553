package io.millrace.load.search;

import java.util.OptionalDouble;

/**
 * Looks for the highest rate that holds: doubles until one does not, halves if the first does not,
 * then bisects (by the geometric mean) until the two ends are near each other.
 *
 * <p>Against noise: a rate fails only if it fails twice running. In the end both ends are tried
 * once more: if the one that failed holds now, the search goes on above it; if the one that held
 * fails now, below it.
 *
 * <p>Confined to the thread of the run. Rates in events a second.
 */
public final class RateSearch {
  /** A service that does not manage this share of the first rate is not looked for any further. */
  private static final double LOWEST_SHARE = 1.0 / 256;

  private final double lowest;
  private final double precision;
  private double holds;
  private double fails = Double.POSITIVE_INFINITY;
  private double next;
  private boolean hasFailedOnce;
  private Phase phase = Phase.SEEK;
  private boolean isConfirmed;

  private enum Phase {
    /** The ends are far apart. */
    SEEK,
    /** Does the upper end fail again? */
    UPPER,
    /** Does the lower end hold again? */
    LOWER
  }

  /**
   * Starts.
   *
   * @param first rate to try
   * @param precision the ends are near when {@code fails <= holds * (1 + precision)}
   */
  public RateSearch(double first, double precision) {
    this.next = first;
    this.lowest = first * LOWEST_SHARE;
    this.precision = precision;
  }

  /** The rate to try next; empty when the search is over. */
  public OptionalDouble next() {
    return isConfirmed || next < lowest ? OptionalDouble.empty() : OptionalDouble.of(next);
  }

  /** Enters how the rate did that was to be tried. */
  public void enter(boolean held) {
    if (!held && !hasFailedOnce && phase != Phase.UPPER) {
      hasFailedOnce = true;
      return;
    }
    hasFailedOnce = false;
    switch (phase) {
      case SEEK -> narrow(held);
      case UPPER -> {
        phase = held ? Phase.SEEK : Phase.LOWER;
        holds = held ? fails : holds;
        fails = held ? Double.POSITIVE_INFINITY : fails;
      }
      case LOWER -> {
        narrow(held);
        isConfirmed = held;
        // What held before is in doubt now; what is just below decides.
        holds = held ? holds : 0;
      }
    }
    aim();
  }

  private void narrow(boolean held) {
    if (held) {
      holds = next;
    } else {
      fails = next;
    }
  }

  private void aim() {
    if (phase == Phase.SEEK && holds > 0 && fails <= holds * (1 + precision)) {
      phase = Phase.UPPER;
    }
    next =
        switch (phase) {
          case UPPER -> fails;
          case LOWER -> holds > 0 ? holds : fails / (1 + precision);
          case SEEK -> between();
        };
  }

  private double between() {
    if (Double.isInfinite(fails)) {
      return 2 * holds;
    }
    return holds == 0 ? fails / 2 : Math.sqrt(holds * fails);
  }

  /** Whether the answer is as near as it was to be, and held twice. */
  public boolean isConfirmed() {
    return isConfirmed;
  }

  /** The highest rate that held; 0 if none did. */
  public double highest() {
    return holds;
  }
}

package io.millrace.load.scenario;

import java.time.Duration;

/**
 * What is sent, and when it is due.
 *
 * <p>Immutable.
 *
 * @param rate events due a second; see {@link Curve}
 * @param duration how long they are
 * @param arrivals how they are spread at a rate
 * @param curve how the rate goes up and down
 * @param period of the curve
 * @param factor of a burst
 * @param keys conversations
 * @param zipf exponent of Zipf's law over them; 0 for all alike
 * @param lengths of utterances
 * @param texts file of utterances in place of made-up ones; empty for none
 * @param poison share of events that nobody can read, 0..1
 * @param spoiling share of events that a spoilt engine fails on, 0..1
 * @param readEvery rest between two reads of predictions
 */
public record Traffic(
    double rate,
    Duration duration,
    Arrivals arrivals,
    Curve curve,
    Duration period,
    double factor,
    int keys,
    double zipf,
    Lengths lengths,
    String texts,
    double poison,
    double spoiling,
    Duration readEvery) {
  /** More than the rig could number in an hour. */
  private static final double HIGHEST_RATE = 500_000;

  /** How events that are due at a rate are spread over time. */
  public enum Arrivals {
    /** Evenly. */
    CONSTANT,
    /** At random, as independent users would: exponential gaps. */
    POISSON
  }

  /** How the rate goes up and down. */
  public enum Curve {
    /** It does not. */
    FLAT,
    /** Times a factor in the last fifth of each period. */
    BURSTS,
    /** A day's ups and downs in each period: least at four, most at noon and in the evening. */
    DAY
  }

  /** Words of utterances. */
  public enum Lengths {
    /** 1 to 16, all alike. */
    SHORT,
    /** 40 to 200, all alike. */
    LONG,
    /** One in ten long, the others short. */
    MIXED,
    /** Pareto's law, 1 to 200. */
    HEAVY_TAILED
  }

  /** Refuses what cannot be sent. */
  public Traffic {
    Check.that("rate", rate, rate > 0 && rate <= HIGHEST_RATE, "above 0, 500000 at most");
    Check.that("duration", duration.toMillis() + "ms", !duration.isNegative(), "0s or more");
    Check.that("period", period.toMillis() + "ms", period.toMillis() > 0, "1ms or more");
    Check.that("factor", factor, factor > 0 && factor <= 1_000, "above 0, 1000 at most");
    Check.that("keys", keys, keys >= 1 && keys <= 10_000_000, "1 to 10000000");
    Check.that("zipf", zipf, zipf >= 0 && zipf <= 10, "0 to 10");
    Check.that("poison", poison, poison >= 0 && poison <= 1, "0 to 1");
    Check.that(
        "spoiling", spoiling, spoiling >= 0 && poison + spoiling <= 1, "0 to 1, with poison");
    boolean canBeTold = spoiling == 0 || lengths == Lengths.SHORT && texts.isEmpty();
    Check.that("spoiling", spoiling, canBeTold, "0 unless lengths are short and texts made up");
  }

  /** The rate at a time, over {@link #rate}. */
  public double factorAt(double seconds) {
    double part = seconds / (period.toNanos() / 1e9) % 1;
    return switch (curve) {
      case FLAT -> 1;
      case BURSTS -> part < 0.8 ? 1 : factor;
      case DAY -> day(part);
    };
  }

  /** Two waves: what they add comes to nothing over the day, and they never reach below 0. */
  private static double day(double part) {
    double sinceFour = 2 * Math.PI * (part - 4 / 24.0);
    return 1 - 0.7 * Math.cos(sinceFour) - 0.2 * Math.cos(2 * sinceFour);
  }
}

package io.millrace.model.confidence;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Finds the boldest of some settings whose mean loss is proved to be at most a limit: with
 * probability {@code 1 - delta} over the sample, the one found keeps the limit.
 *
 * <p>Settings, such as thresholds, are tested from the safest on, each at the full {@code delta},
 * until the first whose {@link BettingBound} exceeds the limit. The sequence is fixed beforehand,
 * so the chance that any setting before that stop breaks the limit is still at most {@code delta}.
 * Neither the settings nor the confidences they are compared with may have been fitted on the
 * sample.
 *
 * <p>Immutable.
 *
 * <p>Source: Angelopoulos, Bates, Candès, Jordan, Lei, Learn then Test: Calibrating Predictive
 * Algorithms to Achieve Risk Control, 2021, Theorem 1 and fixed sequence testing.
 *
 * @param limit largest mean loss, above 0 and below 1
 * @param delta chance that the proof misleads, above 0 and below 1
 * @param leastLoss lowest loss an utterance can have; the highest is 1
 * @param seed of the order in which the bound sees the sample
 */
public record RiskControl(double limit, double delta, double leastLoss, long seed) {
  /** The name of the method in a bundle's manifest. */
  public static final String METHOD = "learn-then-test, fixed sequence, betting bound";

  private static final int MOST_UTTERANCES = 1 << 20;

  /**
   * What was proved of a setting.
   *
   * @param step its place in the sequence
   * @param bound upper confidence bound of the mean loss, at most the limit
   */
  public record Certificate(int step, double bound, int sampleSize) {}

  /**
   * @throws IllegalArgumentException if limit or delta lies outside its range
   */
  public RiskControl {
    if (!(limit > 0 && limit < 1)) {
      throw new IllegalArgumentException("limit: expected above 0 and below 1, found " + limit);
    }
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: expected above 0 and below 1, found " + delta);
    }
  }

  /**
   * The last setting before the first that fails; empty when the safest fails already.
   *
   * @param steps how many settings there are, from the safest to the boldest
   * @param losses the losses {@code [utterances]} at each, always in the same order
   * @throws IllegalArgumentException if a loss lies outside its range or is no number
   */
  public Optional<Certificate> boldest(int steps, IntFunction<double[]> losses) {
    double[] proved = {};
    int tested = 0;
    while (tested < steps) {
      double[] sample = losses.apply(tested);
      // Most steps change the losses of nobody, and need no test of their own.
      if (!Arrays.equals(sample, proved)
          && !BettingBound.isAtMost(scaled(limit), scaled(shuffled(sample)), delta)) {
        break;
      }
      proved = sample;
      tested++;
    }
    return tested == 0
        ? Optional.empty()
        : Optional.of(new Certificate(tested - 1, bound(scaled(shuffled(proved))), proved.length));
  }

  /**
   * How many utterances prove the limit when none of them has a loss other than 0: no smaller
   * sample can, whatever it holds.
   */
  public int leastSampleSize() {
    return sampleSize(new double[] {0}).orElseThrow();
  }

  /**
   * About how many utterances prove the limit when losses are as in a sample; empty when {@value
   * #MOST_UTTERANCES} do not.
   *
   * @param losses {@code [utterances]}, not none
   */
  public OptionalInt sampleSize(double[] losses) {
    double[] cycle = scaled(shuffled(losses));
    int enough = 1;
    while (!provesAt(enough, cycle)) {
      if (enough >= MOST_UTTERANCES) {
        return OptionalInt.empty();
      }
      enough *= 2;
    }
    int tooFew = enough / 2;
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) / 2;
      if (provesAt(middle, cycle)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return OptionalInt.of(enough);
  }

  private boolean provesAt(int size, double[] cycle) {
    double[] repeated = new double[size];
    Arrays.setAll(repeated, i -> cycle[i % cycle.length]);
    return BettingBound.isAtMost(scaled(limit), repeated, delta);
  }

  /** Of losses that keep the limit; bisection may end a hair above it. */
  private double bound(double[] scaled) {
    double range = 1 - leastLoss;
    return Math.min(limit, leastLoss + range * BettingBound.upper(scaled, delta));
  }

  /** The bound takes values of 0..1, so losses go there and back. */
  private double scaled(double loss) {
    return (loss - leastLoss) / (1 - leastLoss);
  }

  private double[] scaled(double[] losses) {
    return Arrays.stream(losses).map(this::scaled).toArray();
  }

  private double[] shuffled(double[] values) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] shuffled = values.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return shuffled;
  }
}

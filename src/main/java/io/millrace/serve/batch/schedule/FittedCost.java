package io.millrace.serve.batch.schedule;

/**
 * A cost surface fitted online: a shape, by weighted least squares with forgetting, times a level.
 *
 * <p>The shape minimizes {@code sum of w (y / level - fixed - token nL - square nL^2)^2} with
 * coefficients of at least 0, {@code w = 1 / expected^2}, since the scatter of a call grows with
 * its length. The level follows each call a little, and quickly while deviations keep to one side:
 * a machine that slows down slows all calls, so some ten calls suffice to follow it, where to learn
 * three coefficients anew takes some hundred. What deviates by more than four times the usual is
 * taken for as much: a pause of the machine is no property of the model. A direction of the surface
 * that no call has shown keeps the prior's shape.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Sources: Fortescue, Kershenbaum, Ydstie, Implementation of Self-Tuning Regulators with
 * Variable Forgetting Factors, Automatica 1981; Huber, Robust Estimation of a Location Parameter,
 * 1964.
 */
public final class FittedCost implements CostModel {
  /** Calls that the shape remembers while nothing changes. */
  private static final double MEMORY = 256;

  /** How much faster it forgets when all calls deviate by their whole length. */
  private static final double HASTE = 0.03;

  private static final double LEVEL_GAIN = 0.01;
  private static final double LEVEL_HASTE = 0.4;
  private static final double BIAS_GAIN = 0.1;
  private static final double SPREAD_GAIN = 0.05;
  private static final double TAIL_GAIN = 0.05;
  private static final double OUTLYING = 4;

  /** No model is so many times slower or faster than the prior; a clock may say so. */
  private static final double EXTREME = 1e5;

  private static final double RAREST = 0.01;
  private static final double MOST_TAIL = 3;

  private final Coefficients shape = new Coefficients(CostSurface.PRIOR);

  /** 0 before the first call. */
  private double level;

  /** Mean relative deviation, signed and not. */
  private double bias;

  private double spread = 0.5;

  private volatile CostSurface surface = CostSurface.PRIOR;

  @Override
  public CostSurface surface() {
    return surface;
  }

  @Override
  public synchronized void observe(int size, int longest, long serviceNanos) {
    double prior = CostSurface.PRIOR.nanos(size, longest);
    double seen = Math.clamp(serviceNanos, prior / EXTREME, prior * EXTREME);
    if (level == 0) {
      level = seen / prior;
      surface = CostSurface.PRIOR.times(level, CostSurface.PRIOR.tail());
    }
    double expected = Math.max(prior / EXTREME, surface.nanos(size, longest));
    double deviation = (seen - expected) / expected;
    double limit = OUTLYING * spread;
    double taken = Math.clamp(deviation, -limit, limit);
    spread += SPREAD_GAIN * (Math.min(Math.abs(deviation), 2 * limit) - spread);
    bias += BIAS_GAIN * (Math.clamp(taken, -1, 1) - bias);
    double before = level;
    level *= 1 + (LEVEL_GAIN + LEVEL_HASTE * bias * bias) * Math.clamp(taken, -1, 1);
    double kept = 1 - 1 / MEMORY - HASTE * bias * bias;
    shape.add(size, longest, (1 + taken) * expected / level, expected / before, kept);
    surface = shape.solved().times(level, tail(1 + deviation));
  }

  /** Moves the quantile up as often as it is passed, and down when not, 99 times less far. */
  private double tail(double ratio) {
    double step = ratio > surface.tail() ? 1 - RAREST : -RAREST;
    return Math.clamp(surface.tail() * (1 + TAIL_GAIN * step), 1, MOST_TAIL);
  }
}

package io.millrace.load.traffic;

import io.millrace.load.scenario.Traffic;
import java.util.Random;

/**
 * When events are due: the unit-rate process of even or exponential gaps, its time stretched by the
 * rate, so that curves and changes of the rate keep the law within a step of integration.
 *
 * <p>{@code gap g: integral of rate(t) dt from the last due time on = 1, or ~ Exp(1)}
 *
 * <p>Source: Cinlar, Introduction to Stochastic Processes, 1975, section 4.7: time change of a
 * non-homogeneous Poisson process.
 *
 * <p>Confined to the generator's thread, apart from {@link #rate}. Times in seconds from the start.
 */
public final class Arrivals {
  private static final double STEP_SECONDS = 0.001;

  private final Traffic traffic;
  private final Random random;
  private volatile double rate;
  private double atSeconds;
  private double left;

  /** Starts at 0. */
  public Arrivals(Traffic traffic, Random random) {
    this.traffic = traffic;
    this.random = random;
    this.rate = traffic.rate();
    this.left = gap();
  }

  private double gap() {
    return switch (traffic.arrivals()) {
      case CONSTANT -> 1;
      case POISSON -> -Math.log(1 - random.nextDouble());
    };
  }

  /** Events due a second from now on, before the curve's factor; 0 for none. */
  public void rate(double perSecond) {
    rate = perSecond;
  }

  /**
   * Goes on until an event is due, or to a time.
   *
   * @return whether an event is due at {@link #atSeconds}; false if the time came first
   */
  public boolean advance(double untilSeconds) {
    while (atSeconds < untilSeconds) {
      double step = Math.min(STEP_SECONDS, untilSeconds - atSeconds);
      double perSecond = rate * traffic.factorAt(atSeconds);
      if (perSecond * step >= left) {
        atSeconds += left / perSecond;
        left = gap();
        return true;
      }
      left -= perSecond * step;
      atSeconds += step;
    }
    return false;
  }

  /** Where it stands. */
  public double atSeconds() {
    return atSeconds;
  }
}

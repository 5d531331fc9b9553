package io.millrace.bench.plan;

import java.util.Random;

/** When events come. */
public interface Traffic {
  /** As many strangers send them: each whenever it likes. */
  Traffic POISSON = new Stream(1, 1);

  /** In one second of ten, five times as many as in each of the others. */
  Traffic BURST = new Stream(10, 5);

  /**
   * The times of at least so many events of one of so many pods. Which pod an event goes to is
   * chance, as it is with keys.
   *
   * @param rate events a second of all pods, on average
   * @return seconds from the start on, ascending
   */
  double[] seconds(double rate, int pods, int count, Random chance);

  /** Events a second of all pods in the busiest second. */
  double peak(double rate);

  /**
   * Independent events.
   *
   * @param period the first of so many seconds is the busy one
   * @param busy so many times as many events come in it as in another
   */
  record Stream(int period, double busy) implements Traffic {
    /** Periods that are seen at least, where they differ in anything. */
    private static final int PERIODS = 2;

    @Override
    public double[] seconds(double rate, int pods, int count, Random chance) {
      double mean = rate / pods;
      int least = busy == 1 ? count : (int) Math.max(count, PERIODS * period * mean);
      double[] seconds = new double[least];
      double at = 0;
      for (int i = 0; i < least; i++) {
        double quiet = mean * quiet();
        at -= Math.log(1 - chance.nextDouble()) / (at % period < 1 ? busy * quiet : quiet);
        seconds[i] = at;
      }
      return seconds;
    }

    @Override
    public double peak(double rate) {
      return rate * quiet() * busy;
    }

    /** Events in a quiet second, by the mean. */
    private double quiet() {
      return period / (period - 1 + busy);
    }
  }
}

package io.millrace.compress.measure;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * What asking costs, in microseconds of CPU time a text.
 *
 * <p>Not for sharing: CPU time is the calling thread's.
 *
 * @param nanos CPU time of the calling thread so far
 */
public record CpuTime(LongSupplier nanos) {
  private static final int PASSES = 3;
  private static final double NANOS_PER_MICRO = 1e3;

  /** The median of three passes over so many texts; the caller has warmed up. */
  public double median(int texts, Runnable pass) {
    double[] micros = new double[PASSES];
    for (int i = 0; i < PASSES; i++) {
      micros[i] = once(texts, pass);
    }
    return median(micros);
  }

  /** One pass over so many texts. */
  double once(int texts, Runnable pass) {
    long start = nanos.getAsLong();
    pass.run();
    return (nanos.getAsLong() - start) / NANOS_PER_MICRO / texts;
  }

  /** The middle one; sorts them. */
  static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}

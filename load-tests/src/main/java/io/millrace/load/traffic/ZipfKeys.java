package io.millrace.load.traffic;

import java.util.Arrays;
import java.util.Random;

/**
 * Draws keys by Zipf's law: key {@code k} with probability {@code ~ 1 / (k + 1)^exponent}.
 *
 * <p>Safe for use by many threads, each with its own random numbers.
 */
final class ZipfKeys {
  private final double[] cumulative;

  ZipfKeys(int keys, double exponent) {
    cumulative = new double[keys];
    double sum = 0;
    for (int k = 0; k < keys; k++) {
      sum += Math.pow(k + 1.0, -exponent);
      cumulative[k] = sum;
    }
  }

  int draw(Random random) {
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
  }
}

package io.millrace.compress.pretrain;

import java.util.ArrayDeque;
import java.util.SplittableRandom;

/**
 * Draws numbers from a fixed distribution in constant time.
 *
 * <p>Immutable.
 *
 * <p>Source: Vose, A Linear Algorithm for Generating Random Numbers with a Given Distribution, IEEE
 * TSE 1991.
 */
record AliasTable(float[] shares, int[] aliases) {
  /** Numbers by their count raised to a power. */
  static AliasTable of(long[] counts, double power) {
    int n = counts.length;
    double[] weights = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      weights[i] = Math.pow(counts[i], power);
      sum += weights[i];
    }
    ArrayDeque<Integer> small = new ArrayDeque<>();
    ArrayDeque<Integer> large = new ArrayDeque<>();
    for (int i = 0; i < n; i++) {
      weights[i] *= n / sum;
      (weights[i] < 1 ? small : large).push(i);
    }
    AliasTable table = new AliasTable(new float[n], new int[n]);
    while (!small.isEmpty() && !large.isEmpty()) {
      int less = small.pop();
      int more = large.pop();
      table.shares[less] = (float) weights[less];
      table.aliases[less] = more;
      weights[more] -= 1 - weights[less];
      (weights[more] < 1 ? small : large).push(more);
    }
    small.forEach(i -> table.shares[i] = 1);
    large.forEach(i -> table.shares[i] = 1);
    return table;
  }

  int draw(SplittableRandom random) {
    long bits = random.nextLong();
    int i = (int) (((bits >>> 32) * shares.length) >>> 32);
    return (bits & 0xffffff) < shares[i] * 0x1p24f ? i : aliases[i];
  }
}

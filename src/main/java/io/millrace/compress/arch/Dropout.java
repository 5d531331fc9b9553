package io.millrace.compress.arch;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What training leaves out by chance: words, numbers of the token sums, numbers of the pooled
 * features. What is kept is scaled up, so that the mean stays; a whole word is not.
 *
 * <p>Not for sharing.
 *
 * <p>Source: Srivastava et al., Dropout, JMLR 2014.
 *
 * @param words share of words left out, 0..1
 * @param sums share of numbers left out of the token sums
 * @param features share of numbers left out of the pooled features
 */
public record Dropout(double words, double sums, double features, SplittableRandom random) {
  /** Factors for {@link TokenBatch#sums}. */
  float[] ofSums(TokenBatch batch, int embedding) {
    float[] factors = factors(batch.size() * batch.lengthWithMargin() * embedding, sums);
    for (int token = 0; token < factors.length / embedding; token++) {
      if (random.nextDouble() < words) {
        Arrays.fill(factors, token * embedding, (token + 1) * embedding, 0);
      }
    }
    return factors;
  }

  /** Factors for the pooled features. */
  float[] ofFeatures(long count) {
    return factors(Math.toIntExact(count), features);
  }

  private float[] factors(int count, double share) {
    float[] factors = new float[count];
    float scale = (float) (1 / (1 - share));
    // 16 random bits a number: a quarter of the draws, and fine enough for a share.
    int limit = (int) (share * 65536);
    for (int i = 0; i < count; ) {
      long bits = random.nextLong();
      for (int k = 0; k < 4 && i < count; k++, i++, bits >>>= 16) {
        factors[i] = (bits & 0xffff) < limit ? 0 : scale;
      }
    }
    return factors;
  }
}

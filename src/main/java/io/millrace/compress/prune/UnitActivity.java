package io.millrace.compress.prune;

import io.millrace.model.bundle.FloatTensor;
import java.util.Map;

/**
 * By data: how much a unit tells whoever reads it.
 *
 * <p>{@code score(w_ij) = mean |x_i| |w_ij|} for a matrix that reads units {@code x}, the mean over
 * the tokens of the utterances; other tensors score nothing. Summed, {@code mean |x_i| sum_j
 * |w_ij|} bounds what the reader loses with unit {@code i}.
 *
 * <p>Immutable.
 *
 * <p>Source: Sun et al., A Simple and Effective Pruning Approach for Large Language Models, ICLR
 * 2024, equation 1, with means for norms.
 *
 * @param means by matrix, as many as units it reads
 */
record UnitActivity(Map<String, float[]> means) implements Importance {
  @Override
  public float[] scores(String name, FloatTensor tensor) {
    float[] scores = new float[tensor.data().length];
    float[] mean = means.get(name);
    if (mean != null) {
      boolean readsRows = mean.length == tensor.length(0);
      for (int i = 0; i < scores.length; i++) {
        int unit = readsRows ? i / tensor.length(1) : i % tensor.length(1);
        scores[i] = mean[unit] * Math.abs(tensor.data()[i]);
      }
    }
    return scores;
  }
}

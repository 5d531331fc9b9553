package io.millrace.compress.train;

import io.millrace.compress.arch.Rounding;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;

/**
 * What weights are held to in training, and what the network computes with in their place.
 *
 * <p>Confined to the trainer's thread.
 */
interface Regime {
  /** Weights move freely. */
  Regime FREE = new Regime() {};

  /** What activations become. */
  default Rounding rounding() {
    return Rounding.NONE;
  }

  /**
   * What the network computes with. Its gradients move the weights themselves.
   *
   * @return good until the next call; of the table only the rows that the batch reads
   */
  default Weights seen(Weights weights, TokenBatch batch) {
    return weights;
  }

  /** The same with the whole table. */
  default Weights seen(Weights weights) {
    return weights;
  }

  /** Mends weights in place after a step; of the table only the batch's rows have moved. */
  default void hold(Weights weights, TokenBatch batch) {}
}

package io.millrace.compress.arch;

/**
 * What numbers become on their way through a network, as bytes would make them. The gradient passes
 * through as if nothing had been rounded.
 *
 * <p>Source: Bengio et al., Estimating or Propagating Gradients Through Stochastic Neurons, 2013,
 * section 4 (straight-through).
 */
public interface Rounding {
  /** Every number stays. */
  Rounding NONE = new Rounding() {};

  /** Takes the token sums of a batch, margins included; may change the array. */
  default float[] sums(float[] values) {
    return values;
  }

  /** Takes the pooled features of a batch; may change the array. */
  default float[] features(float[] values) {
    return values;
  }
}

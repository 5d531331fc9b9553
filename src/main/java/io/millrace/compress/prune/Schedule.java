package io.millrace.compress.prune;

/** How sparsity grows from step to step, with training between. */
public enum Schedule {
  /** All at once. */
  ONE_SHOT {
    @Override
    public double sparsity(int step, int steps, double last) {
      return last;
    }
  },

  /**
   * Fast while there is much to spare and slowly towards the end: {@code s(t) = s (1 - (1 -
   * t/n)^3)}.
   *
   * <p>Source: Zhu and Gupta, To Prune or Not to Prune, 2017, equation 1, from a dense model.
   */
  CUBIC {
    @Override
    public double sparsity(int step, int steps, double last) {
      double left = 1 - (double) step / steps;
      return last * (1 - left * left * left);
    }
  };

  /**
   * Sparsity after a step.
   *
   * @param step from 1 to steps
   * @param last the wanted sparsity, that of the last step
   */
  public abstract double sparsity(int step, int steps, double last);
}

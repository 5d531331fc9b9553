package io.millrace.serve.batch;

/** So many nanoseconds a padded token, whatever is observed. */
record FixedCost(long nanosPerToken) implements CostModel {
  @Override
  public long nanos(int size, int longest) {
    return nanosPerToken * size * longest;
  }

  @Override
  public void observe(int size, int longest, long serviceNanos) {}
}

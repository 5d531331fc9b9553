package io.millrace.serve.batch;

/**
 * A cost proportional to the padded tokens: {@code nanos = rate * size * longest}, the rate being
 * an exponentially weighted mean of the calls seen.
 *
 * <p>A call's fixed cost counts as tokens, so small batches look dearer than they are; that errs
 * towards smaller slices and vanishes under load, where batches are full.
 *
 * <p>Safe for use by many threads: two calls that end together may count as one, which a mean
 * forgives.
 */
public final class TokenRate implements CostModel {
  /** Some ten calls of memory: follows a change of load within a second, smooths single calls. */
  private static final double NEWEST_WEIGHT = 0.1;

  private volatile double nanosPerToken;

  @Override
  public long nanos(int size, int longest) {
    return (long) (nanosPerToken * size * longest);
  }

  @Override
  public void observe(int size, int longest, long serviceNanos) {
    double seen = (double) serviceNanos / ((long) size * longest);
    double known = nanosPerToken;
    nanosPerToken = known == 0 ? seen : known + NEWEST_WEIGHT * (seen - known);
  }
}

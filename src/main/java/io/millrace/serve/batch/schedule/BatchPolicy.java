package io.millrace.serve.batch.schedule;

/**
 * The limits of one batch.
 *
 * <p>Immutable. Durations in nanoseconds.
 *
 * @param maxSize most requests
 * @param tokenBudget most padded tokens, {@code size * longest}; a longer request goes alone
 * @param lingerNanos longest time the oldest request waits for company while a worker is free
 * @param sliceNanos longest expected engine call, so that no stage waits longer for a worker; a
 *     dearer request goes alone
 */
public record BatchPolicy(int maxSize, int tokenBudget, long lingerNanos, long sliceNanos) {
  /** Far beyond where the engine's caches overflow; the histogram of sizes ends here. */
  private static final int MOST = 4096;

  /**
   * @throws IllegalArgumentException if a limit makes no sense, naming key and value
   */
  public BatchPolicy {
    require(maxSize >= 1 && maxSize <= MOST, "max-size: expected 1.." + MOST, maxSize);
    require(tokenBudget >= 1, "token-budget: expected at least 1", tokenBudget);
    require(lingerNanos >= 0, "linger: expected 0 or more nanoseconds", lingerNanos);
    require(sliceNanos >= 1, "slice: expected at least 1 nanosecond", sliceNanos);
  }

  /** Most requests, at least 1, that may go in one call when padded to so many tokens. */
  public int most(int longest, CostSurface cost) {
    int most = Math.min(maxSize, Math.min(tokenBudget / longest, cost.most(longest, sliceNanos)));
    return Math.max(1, most);
  }

  /**
   * Expected work of so many requests of so many tokens together, in full batches. The two numbers
   * may be counted while requests come and go, so that they do not quite belong together.
   */
  public double backlogNanos(CostSurface cost, long size, long tokens) {
    double mean = Math.max(1, (double) tokens / size);
    double calls = (double) size / most((int) Math.ceil(mean), cost);
    return Math.ceil(calls) * cost.fixed() + size * cost.each(mean);
  }

  private static void require(boolean holds, String expected, long found) {
    if (!holds) {
      throw new IllegalArgumentException("millrace.batch." + expected + ", found " + found);
    }
  }
}

package io.millrace.serve.batch;

/**
 * The limits of one batch.
 *
 * <p>Immutable. Durations in nanoseconds.
 *
 * @param maxSize most requests
 * @param tokenBudget most padded tokens, {@code size * longest}; a longer request goes alone
 * @param lingerNanos longest time the oldest request waits for company
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

  /** Whether so many requests, padded to the longest, may go in one call. */
  boolean fits(int size, int longest, CostModel cost) {
    return size <= 1
        || size <= maxSize
            && (long) size * longest <= tokenBudget
            && cost.nanos(size, longest) <= sliceNanos;
  }

  private static void require(boolean holds, String expected, long found) {
    if (!holds) {
      throw new IllegalArgumentException("millrace.batch." + expected + ", found " + found);
    }
  }
}

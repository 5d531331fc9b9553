package io.millrace.serve.batch.schedule;

/**
 * Expected time of an engine call of {@code n} requests padded to {@code L} tokens.
 *
 * <p>{@code nanos = fixed + token * n * L + square * n * L^2}: what every call costs, what every
 * padded token costs, and what attention costs.
 *
 * <p>Immutable. Nanoseconds, finite, at least 0.
 *
 * @param tail 99 calls of 100 take at most so many times what is expected, at least 1
 */
public record CostSurface(double fixed, double token, double square, double tail) {
  /** A small model on one core; what is believed of a stage before its first call. */
  public static final CostSurface PRIOR = new CostSurface(30_000, 1_000, 0, 1.5);

  /** Expected nanoseconds of a call. */
  public double nanos(int size, int longest) {
    return fixed + size * each(longest);
  }

  /** Nanoseconds that 99 calls of 100 keep within. */
  public double nanosAtMost(int size, int longest) {
    return tail * nanos(size, longest);
  }

  /** What one more request of that length adds to a call. */
  public double each(double longest) {
    return longest * (token + square * longest);
  }

  /** The same shape at another speed. */
  CostSurface times(double level, double newTail) {
    return new CostSurface(level * fixed, level * token, level * square, newTail);
  }

  /** Most requests of that length that a call of at most so many nanoseconds takes; 0 if none. */
  int most(int longest, double nanos) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, (nanos - fixed) / each(longest)));
  }
}

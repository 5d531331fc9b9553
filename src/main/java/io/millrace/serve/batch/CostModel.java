package io.millrace.serve.batch;

/**
 * What an engine call of one stage is expected to take, learned from the calls made.
 *
 * <p>Safe for use by many threads.
 */
public interface CostModel {
  /** Expected nanoseconds of a call; 0 while nothing is known. */
  long nanos(int size, int longest);

  /** Learns from a call of so many requests, padded to the longest. */
  void observe(int size, int longest, long serviceNanos);
}

package io.millrace.serve.batch.schedule;

/**
 * What an engine call of one stage is expected to take, learned from the calls made.
 *
 * <p>Safe for use by many threads.
 */
public interface CostModel {
  /** What is known now. */
  CostSurface surface();

  /** Learns from a call of so many requests, padded to the longest. */
  void observe(int size, int longest, long serviceNanos);
}

package io.millrace.serve.cascade;

import java.util.OptionalDouble;

/** Where a person moves thresholds, in all processes alike. */
public interface PolicyDesk {
  /** Whether thresholds are followed at all. */
  boolean isOpen();

  /**
   * Sets the threshold of a stage by hand, or takes that back.
   *
   * @throws IllegalStateException if Kafka does not take it
   */
  void set(String bundle, String stage, OptionalDouble threshold) throws InterruptedException;
}

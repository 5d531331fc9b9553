package io.millrace.serve.batch;

import java.util.List;

/**
 * Watches the batches. Called on engine workers; must return quickly and throw nothing. Stages are
 * given by their place, 0 first.
 */
public interface BatchListener {
  /** Hears nothing. */
  BatchListener NONE = new BatchListener() {};

  /** A request left its queue for the engine, or late. */
  default void dequeued(int stage, long queueNanos) {}

  /**
   * An engine call returned answers.
   *
   * @param requests in it
   * @param paddingShare padded tokens by all tokens, 0..1
   */
  default void served(
      int stage, List<? extends Request<?>> requests, double paddingShare, long serviceNanos) {}

  /**
   * An engine call failed; it is found out which of its requests are guilty, or that it is broken.
   */
  default void failed(int stage, Throwable cause) {}
}

package io.millrace.serve.batch;

import java.util.List;

/**
 * One engine call.
 *
 * <p>Must be safe for use by as many threads as there are workers.
 */
public interface BatchFunction<R, A> {
  /**
   * The answers to a batch, in its order. Whatever it throws counts as a failure of the engine on
   * this batch.
   */
  List<A> apply(List<R> batch);

  /**
   * Asks what has been answered before, and throws if that fails: so a broken engine is told from a
   * request that breaks it.
   */
  void probe();
}

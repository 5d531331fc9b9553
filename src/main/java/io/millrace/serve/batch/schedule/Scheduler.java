package io.millrace.serve.batch.schedule;

import java.util.List;

/**
 * Says what the next free worker does.
 *
 * <p>Asked by one thread at a time.
 */
public interface Scheduler {
  /** What to do at a time, given what waits for each stage. */
  Decision decide(List<QueueView> stages, long nowNanos);
}

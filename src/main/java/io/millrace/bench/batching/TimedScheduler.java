package io.millrace.bench.batching;

import io.millrace.serve.batch.schedule.Decision;
import io.millrace.serve.batch.schedule.QueueView;
import io.millrace.serve.batch.schedule.Scheduler;
import java.util.List;

/**
 * A scheduler and the real time that it takes.
 *
 * <p>Not for sharing.
 */
final class TimedScheduler implements Scheduler {
  private final Scheduler timed;
  private long nanos;
  private long sent;

  TimedScheduler(Scheduler timed) {
    this.timed = timed;
  }

  @Override
  public Decision decide(List<QueueView> stages, long nowNanos) {
    long start = System.nanoTime();
    Decision decision = timed.decide(stages, nowNanos);
    nanos += System.nanoTime() - start;
    sent += decision instanceof Decision.Send send ? send.picks().length : 0;
    return decision;
  }

  /** Of all decisions so far. */
  double nanos() {
    return nanos;
  }

  /** Requests in all batches so far. */
  long sent() {
    return sent;
  }
}

package io.millrace.bench.batching;

import io.millrace.serve.batch.schedule.CostModel;
import io.millrace.serve.batch.schedule.CostSurface;
import io.millrace.serve.batch.schedule.Decision;
import io.millrace.serve.batch.schedule.QueueView;
import io.millrace.serve.batch.schedule.Scheduler;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A policy of one queue in the order of arrival, as other servers have it. It hears of every call,
 * and makes of that what it likes.
 */
abstract class Rival implements Scheduler, CostModel {
  @Override
  public final Decision decide(List<QueueView> stages, long nowNanos) {
    QueueView queue = stages.getFirst();
    if (queue.waiting().isEmpty()) {
      return new Decision.Wait(Long.MAX_VALUE);
    }
    int[] late = queue.late(nowNanos);
    if (late.length > 0) {
      return new Decision.Shed(0, late);
    }
    long due = dueNanos(queue, nowNanos);
    return due > nowNanos
        ? new Decision.Wait(due)
        : new Decision.Send(0, IntStream.range(0, size(queue, nowNanos)).toArray());
  }

  /** When the next batch goes, if nothing arrives: as soon as there is a worker, unless told. */
  long dueNanos(QueueView queue, long nowNanos) {
    return nowNanos;
  }

  /** How many of the oldest go, at least one. */
  abstract int size(QueueView queue, long nowNanos);

  @Override
  public CostSurface surface() {
    return CostSurface.PRIOR;
  }

  @Override
  public void observe(int size, int longest, long serviceNanos) {}
}

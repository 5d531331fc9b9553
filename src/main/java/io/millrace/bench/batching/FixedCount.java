package io.millrace.bench.batching;

import io.millrace.serve.batch.schedule.QueueView;

/**
 * So many, or what is there when the oldest has waited so long: DJL Serving, KServe, MLServer,
 * TorchServe. A size of 1 is no batching at all.
 */
final class FixedCount extends Rival {
  private final int most;
  private final long delayNanos;

  FixedCount(int most, long delayNanos) {
    this.most = most;
    this.delayNanos = delayNanos;
  }

  @Override
  long dueNanos(QueueView queue, long nowNanos) {
    return queue.waiting().size() >= most
        ? nowNanos
        : queue.waiting().getFirst().enqueuedNanos() + delayNanos;
  }

  @Override
  int size(QueueView queue, long nowNanos) {
    return Math.min(most, queue.waiting().size());
  }
}

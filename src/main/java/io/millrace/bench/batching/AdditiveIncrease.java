package io.millrace.bench.batching;

import io.millrace.serve.batch.schedule.QueueView;

/**
 * Earliest deadline first, with a largest batch that grows by one after each call that took less
 * than its objective, and shrinks by a tenth after one that took longer: Clipper. All have the same
 * patience, so the earliest deadline is the oldest.
 */
final class AdditiveIncrease extends Rival {
  private static final double DECREASE = 0.9;

  private final long objectiveNanos;
  private double most = 1;

  AdditiveIncrease(long objectiveNanos) {
    this.objectiveNanos = objectiveNanos;
  }

  @Override
  public void observe(int size, int longest, long serviceNanos) {
    if (serviceNanos > objectiveNanos) {
      most = Math.max(1, DECREASE * most);
    } else if (size >= (int) most) {
      most++;
    }
  }

  @Override
  int size(QueueView queue, long nowNanos) {
    return Math.min((int) most, queue.waiting().size());
  }
}

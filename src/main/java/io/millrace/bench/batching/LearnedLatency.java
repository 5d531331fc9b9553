package io.millrace.bench.batching;

import io.millrace.serve.batch.schedule.QueueView;

/**
 * Latency regressed on the size of a batch, blind to lengths: BentoML. A batch waits for one more
 * as long as that costs those who wait less than a call's fixed part, and holds as many as are
 * expected to be answered within the objective.
 */
final class LearnedLatency extends Rival {
  private static final double KEPT = 0.98;

  private final int most;
  private final long objectiveNanos;

  // Moments of size x and time y, with forgetting.
  private double weight;
  private double x;
  private double y;
  private double xx;
  private double xy;

  LearnedLatency(int most, long objectiveNanos) {
    this.most = most;
    this.objectiveNanos = objectiveNanos;
  }

  @Override
  public void observe(int size, int longest, long serviceNanos) {
    weight = KEPT * weight + 1;
    x = KEPT * x + size;
    y = KEPT * y + serviceNanos;
    xx = KEPT * xx + (double) size * size;
    xy = KEPT * xy + (double) size * serviceNanos;
  }

  @Override
  long dueNanos(QueueView queue, long nowNanos) {
    int size = queue.waiting().size();
    long sinceNewest = nowNanos - queue.waiting().getLast().enqueuedNanos();
    double patience = fixed() / size - each() - sinceNewest;
    return size >= most || patience <= 0 ? nowNanos : nowNanos + (long) patience;
  }

  @Override
  int size(QueueView queue, long nowNanos) {
    long waited = nowNanos - queue.waiting().getFirst().enqueuedNanos();
    double fits = (objectiveNanos - waited - fixed()) / Math.max(1, each());
    // What has waited too long for any size is best served with as many as may go.
    int size = fits < 1 ? most : (int) Math.min(most, fits);
    return Math.min(size, queue.waiting().size());
  }

  private double each() {
    double scatter = weight * xx - x * x;
    return scatter <= 1e-9 * weight * xx ? 0 : Math.max(0, (weight * xy - x * y) / scatter);
  }

  private double fixed() {
    return weight == 0 ? 0 : Math.max(0, (y - each() * x) / weight);
  }
}

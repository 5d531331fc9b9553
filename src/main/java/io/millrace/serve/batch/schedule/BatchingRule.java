package io.millrace.serve.batch.schedule;

import java.util.List;

/**
 * The scheduler of the service: a pure function of the queues and the time.
 *
 * <ol>
 *   <li>What is late is shed.
 *   <li>A stage is ready when its oldest request is due (its linger is over, or a deadline is
 *       near), or when enough wait for a full batch. Its batch is the part around its most urgent
 *       request in the cheapest partition of what waits ({@link Partition}).
 *   <li>Among ready stages goes the one with the highest response ratio {@code (waited + service) /
 *       service}, so a cheap stage overtakes a slow stage's queue, and the slow stage, the longer
 *       it waits, still gets its turn.
 *   <li>What is not late, but can no longer be answered in time, is asked only by a worker that has
 *       nothing else to do ({@link Survey}).
 *   <li>Otherwise wait for the first request to become due or late.
 * </ol>
 *
 * <p>Immutable.
 *
 * <p>Source for 3: Brinch Hansen, An Analysis of Response Ratio Scheduling, IFIP Congress 1971.
 */
public final class BatchingRule implements Scheduler {
  private final int workers;

  /**
   * @param workers engine calls that run at a time
   */
  public BatchingRule(int workers) {
    this.workers = workers;
  }

  @Override
  public Decision decide(List<QueueView> stages, long nowNanos) {
    Decision best = null;
    double bestRatio = -1;
    long untilNanos = Long.MAX_VALUE;
    for (int stage = 0; stage < stages.size(); stage++) {
      QueueView queue = stages.get(stage);
      if (queue.waiting().isEmpty()) {
        continue;
      }
      int[] late = queue.late(nowNanos);
      if (late.length > 0) {
        return new Decision.Shed(stage, late);
      }
      Survey survey = Survey.of(queue, workers, nowNanos);
      int[] picks = survey.readyPicks();
      double ratio = picks.length == 0 || survey.isHopeless() ? 0 : ratio(queue, picks, nowNanos);
      if (picks.length == 0) {
        untilNanos = Math.min(untilNanos, survey.wakeNanos());
      } else if (ratio > bestRatio) {
        best = new Decision.Send(stage, picks);
        bestRatio = ratio;
      }
    }
    return best != null ? best : new Decision.Wait(untilNanos);
  }

  /** The first pick is the oldest of the batch. */
  private static double ratio(QueueView queue, int[] picks, long nowNanos) {
    double service = Math.max(1, queue.cost().nanos(picks.length, queue.longest(picks)));
    double waited = nowNanos - queue.waiting().get(picks[0]).agedNanos();
    return (Math.max(0, waited) + service) / service;
  }
}

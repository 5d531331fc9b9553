package io.millrace.serve.batch;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Says what the next free worker does: a pure function of the queues and the time.
 *
 * <ol>
 *   <li>What is late is shed.
 *   <li>A stage is ready when its most urgent request is due (its linger is over, or its deadline
 *       is near), or when enough wait for a full batch. Its batch is the group of similar lengths
 *       around that request.
 *   <li>Among ready stages goes the one with the highest response ratio {@code (waited + service) /
 *       service}, so a cheap stage overtakes a slow stage's queue, and the slow stage, the longer
 *       it waits, still gets its turn.
 *   <li>Otherwise wait for the first request to become due.
 * </ol>
 *
 * <p>Source for 3: Brinch Hansen, An Analysis of Response Ratio Scheduling, IFIP Congress 1971.
 */
final class BatchingRule {
  private BatchingRule() {}

  static <R> Decision decide(List<QueueView<R>> stages, long nowNanos) {
    Decision.Send best = null;
    double bestRatio = 0;
    long untilNanos = Long.MAX_VALUE;
    for (int stage = 0; stage < stages.size(); stage++) {
      QueueView<R> queue = stages.get(stage);
      if (queue.waiting().isEmpty()) {
        continue;
      }
      Survey survey = Survey.of(queue, nowNanos);
      if (survey.late() > 0) {
        return new Decision.Shed(stage, late(queue, nowNanos));
      }
      int[] picks = survey.readyPicks(queue, nowNanos);
      if (picks.length == 0) {
        untilNanos = Math.min(untilNanos, survey.wakeNanos(queue));
        continue;
      }
      double ratio = responseRatio(queue, picks, nowNanos);
      if (best == null || ratio > bestRatio) {
        best = new Decision.Send(stage, picks);
        bestRatio = ratio;
      }
    }
    return best != null ? best : new Decision.Wait(untilNanos);
  }

  private static <R> int[] late(QueueView<R> queue, long nowNanos) {
    return IntStream.range(0, queue.waiting().size())
        .filter(place -> queue.waiting().get(place).isLate(nowNanos))
        .toArray();
  }

  private static <R> double responseRatio(QueueView<R> queue, int[] picks, long nowNanos) {
    int longest = 0;
    for (int pick : picks) {
      longest = Math.max(longest, queue.waiting().get(pick).tokens());
    }
    double serviceNanos = Math.max(1, queue.cost().nanos(picks.length, longest));
    // The first pick is the oldest of the batch.
    double waitedNanos = nowNanos - queue.waiting().get(picks[0]).enqueuedNanos();
    return (waitedNanos + serviceNanos) / serviceNanos;
  }
}

package io.millrace.serve.batch;

import java.util.List;

/**
 * One look over a stage's queue.
 *
 * @param tokens sum of lengths
 * @param late how many are late already
 * @param urgent place of the request that is due first
 * @param dueNanos when that is
 */
record Survey(int size, long tokens, int late, int urgent, long dueNanos) {
  private static final int[] NONE = {};

  static <R> Survey of(QueueView<R> queue, long nowNanos) {
    List<Waiting<R>> waiting = queue.waiting();
    long tokens = 0;
    int late = 0;
    int urgent = 0;
    long dueNanos = Long.MAX_VALUE;
    for (int place = 0; place < waiting.size(); place++) {
      Waiting<R> one = waiting.get(place);
      tokens += one.tokens();
      if (one.isLate(nowNanos)) {
        late++;
      }
      long due = one.dueNanos(queue.policy(), queue.cost());
      if (due < dueNanos) {
        dueNanos = due;
        urgent = place;
      }
    }
    return new Survey(waiting.size(), tokens, late, urgent, dueNanos);
  }

  /** The batch to send now; empty when waiting is better. */
  <R> int[] readyPicks(QueueView<R> queue, long nowNanos) {
    if (queue.heldUntilNanos() > nowNanos) {
      return NONE;
    }
    if (dueNanos <= nowNanos || isEnough(queue.policy())) {
      return Group.around(urgent, queue).picks();
    }
    Group group = Group.around(urgent, queue);
    return group.isFull() ? group.picks() : NONE;
  }

  /** When the stage is worth another look, if nothing arrives. */
  <R> long wakeNanos(QueueView<R> queue) {
    return Math.max(dueNanos, queue.heldUntilNanos());
  }

  /**
   * Whether a full batch's worth waits, if not around the urgent request. It is sent then all the
   * same: others hold back while it lingers.
   */
  private boolean isEnough(BatchPolicy policy) {
    return size >= policy.maxSize() || tokens >= policy.tokenBudget();
  }
}

package io.millrace.serve.batch.schedule;

import java.util.List;

/**
 * One look over a stage's queue, none of which is late.
 *
 * <p>Deadlines: what would be late more than one time in a hundred, though asked alone and at once,
 * is hopeless. And when those that expire within the time of one full batch are more than the
 * workers can serve in that time, all of them are: to save a few of them by small batches would
 * cost more of the others, which those batches keep waiting.
 *
 * <p>Confined to the call that made it.
 */
final class Survey {
  private static final int[] NONE = {};

  private final QueueView queue;
  private final long nowNanos;

  /** How many of the queue are looked at, oldest first. */
  private final int looked;

  private long tokens;
  private long firstDeadline = Long.MAX_VALUE;
  private long dueNanos = Long.MAX_VALUE;

  /** What expires before this is hopeless. */
  private long hopelessBefore = Long.MIN_VALUE;

  private int urgent = -1;

  private Survey(QueueView queue, long nowNanos) {
    this.queue = queue;
    this.nowNanos = nowNanos;
    // Only a deadline can make one far back in the queue more urgent than those before it.
    this.looked =
        queue.deadlines() == 0
            ? Math.min(queue.waiting().size(), Partition.horizon(queue.policy()))
            : queue.waiting().size();
  }

  static Survey of(QueueView queue, int workers, long nowNanos) {
    Survey survey = new Survey(queue, nowNanos);
    survey.measure();
    survey.giveUp(workers);
    survey.findUrgent();
    return survey;
  }

  /** Whether even the most urgent request is hopeless. */
  boolean isHopeless() {
    return isHopeless(waiting(urgent));
  }

  /** The batch to send now; empty when waiting is better. */
  int[] readyPicks() {
    if (queue.heldUntilNanos() > nowNanos) {
      return NONE;
    }
    if (isHopeless()) {
      return new int[] {urgent};
    }
    Partition partition = new Partition(queue, nowNanos, this::isHopeless);
    int[] picks = partition.around(urgent);
    boolean isReady =
        dueNanos <= nowNanos
            || isEnough()
            || picks.length >= queue.policy().most(queue.longest(picks), queue.cost());
    return isReady ? picks : NONE;
  }

  /** When the stage is worth another look, if nothing arrives. */
  long wakeNanos() {
    long expired = firstDeadline == Long.MAX_VALUE ? Long.MAX_VALUE : firstDeadline + 1;
    return Math.min(expired, Math.max(dueNanos, queue.heldUntilNanos()));
  }

  /**
   * Whether a full batch's worth waits, if not around the urgent request. It is sent then all the
   * same: others hold back while it lingers.
   */
  private boolean isEnough() {
    return looked >= queue.policy().maxSize() || tokens >= queue.policy().tokenBudget();
  }

  private void measure() {
    for (int place = 0; place < looked; place++) {
      Waiting<?> one = waiting(place);
      tokens += one.tokens();
      firstDeadline = Math.min(firstDeadline, one.deadlineNanos());
      dueNanos = Math.min(dueNanos, one.dueNanos(queue.policy(), queue.cost()));
    }
  }

  private void giveUp(int workers) {
    if (firstDeadline == Long.MAX_VALUE) {
      return;
    }
    CostSurface cost = queue.cost();
    int typical = (int) (tokens / looked);
    int size = Math.min(looked, queue.policy().most(typical, cost));
    long end = nowNanos + (long) cost.nanosAtMost(size, typical);
    double demand = 0;
    for (int place = 0; place < looked && firstDeadline < end; place++) {
      Waiting<?> one = waiting(place);
      if (one.deadlineNanos() < end) {
        demand += cost.fixed() / size + cost.each(one.tokens());
      }
    }
    if (demand > (double) workers * (end - nowNanos)) {
      hopelessBefore = end;
    }
  }

  private void findUrgent() {
    long first = Long.MAX_VALUE;
    int last = 0;
    for (int place = 0; place < looked; place++) {
      Waiting<?> one = waiting(place);
      long urgency = one.urgencyNanos();
      if (urgency < first && !isHopeless(one)) {
        first = urgency;
        urgent = place;
      }
      last = one.deadlineNanos() > waiting(last).deadlineNanos() ? place : last;
    }
    urgent = urgent < 0 ? last : urgent;
  }

  private boolean isHopeless(Waiting<?> one) {
    return one.deadlineNanos() < hopelessBefore || one.isHopeless(queue.cost(), nowNanos);
  }

  private Waiting<?> waiting(int place) {
    List<? extends Waiting<?>> waiting = queue.waiting();
    return waiting.get(place);
  }
}

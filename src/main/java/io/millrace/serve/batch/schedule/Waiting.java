package io.millrace.serve.batch.schedule;

/**
 * A request in a queue, with what a scheduler needs to know of it.
 *
 * <p>Immutable. Times on the clock of the pool.
 *
 * @param tokens its length, at least 1
 * @param enqueuedNanos when it began to wait
 * @param deadlineNanos the last instant at which an answer is of use; {@link Long#MAX_VALUE} for
 *     never late
 * @param priority higher goes first
 */
public record Waiting<R>(
    R request, int tokens, long enqueuedNanos, long deadlineNanos, int priority) {
  /**
   * A request counts as having waited this much longer for each step of its priority. So a higher
   * one overtakes, and none is overtaken for ever: priorities need no rule of their own.
   */
  private static final long HEAD_START_NANOS = 100_000_000;

  /** Longest time that later requests with a deadline may go before one without. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** Steps either way that count, so that no request waits for more than two seconds' worth. */
  private static final int MOST_STEPS = 10;

  /** A request of priority 0. */
  public Waiting(R request, int tokens, long enqueuedNanos, long deadlineNanos) {
    this(request, tokens, enqueuedNanos, deadlineNanos, 0);
  }

  /** Since when it waits, with the head start of its priority. */
  public long agedNanos() {
    return enqueuedNanos - HEAD_START_NANOS * Math.clamp(priority, -MOST_STEPS, MOST_STEPS);
  }

  /** Whether an answer can come too late. */
  public boolean hasDeadline() {
    return deadlineNanos != Long.MAX_VALUE;
  }

  /** Whether an answer would come too late, however fast. */
  public boolean isLate(long nowNanos) {
    return deadlineNanos < nowNanos;
  }

  /** Whether it would more than one time in a hundred be late, though asked alone and now. */
  boolean isHopeless(CostSurface cost, long nowNanos) {
    return hasDeadline() && deadlineNanos - nowNanos < cost.nanosAtMost(1, tokens);
  }

  /**
   * When it must be sent: its linger is over, or its deadline leaves just time enough to serve it.
   * To linger longer than a call's fixed cost would cost more than the call that company saves.
   */
  public long dueNanos(BatchPolicy policy, CostSurface cost) {
    long lingered = enqueuedNanos + (long) Math.min(policy.lingerNanos(), cost.fixed());
    return hasDeadline()
        ? Math.min(lingered, deadlineNanos - (long) cost.nanosAtMost(1, tokens))
        : lingered;
  }

  /**
   * Who goes first: the earliest deadline, with the head start of its priority; without one, a
   * request counts as expiring some time after it came, so that none starves.
   */
  long urgencyNanos() {
    return Math.min(deadlineNanos - enqueuedNanos, PATIENCE_NANOS) + agedNanos();
  }
}

package io.millrace.serve.batch;

/**
 * A request in a queue, with what the batching rule needs to know of it.
 *
 * <p>Immutable. Times on the clock of the pool.
 *
 * @param tokens its length, at least 1
 * @param enqueuedNanos when it began to wait
 * @param deadlineNanos the last instant at which an answer is of use; {@link Long#MAX_VALUE} for
 *     never late
 */
public record Waiting<R>(R request, int tokens, long enqueuedNanos, long deadlineNanos) {
  /** Whether an answer would come too late, however fast. */
  boolean isLate(long nowNanos) {
    return deadlineNanos < nowNanos;
  }

  /** When it must be sent: its linger is over, or its deadline leaves just time enough to serve. */
  long dueNanos(BatchPolicy policy, CostModel cost) {
    long lingered = enqueuedNanos + policy.lingerNanos();
    return deadlineNanos == Long.MAX_VALUE
        ? lingered
        : Math.min(lingered, deadlineNanos - cost.nanos(1, tokens));
  }
}

package io.millrace.bench.simulate;

/**
 * A request to come.
 *
 * @param atNanos when it arrives
 * @param tokens its length for each stage that it will visit, at least one
 * @param patienceNanos its deadline is so long after its arrival; {@link Long#MAX_VALUE} for none
 */
public record Arrival(long atNanos, int[] tokens, long patienceNanos) {
  long deadlineNanos() {
    return patienceNanos == Long.MAX_VALUE ? Long.MAX_VALUE : atNanos + patienceNanos;
  }
}

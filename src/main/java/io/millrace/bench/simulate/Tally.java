package io.millrace.bench.simulate;

import java.util.Arrays;

/**
 * What became of the arrivals.
 *
 * <p>Not for sharing.
 */
public final class Tally {
  private final long fromNanos;
  private long[] latencies = new long[1024];
  private int answered;
  private int late;
  private int shed;
  private int escalated;
  private long lastNanos;
  private long busyNanos;
  private long tokens;
  private long padded;

  Tally(long fromNanos) {
    this.fromNanos = fromNanos;
  }

  void called(long nowNanos, long nanos, long realTokens, long paddedTokens) {
    if (nowNanos >= fromNanos) {
      busyNanos += nanos;
      tokens += realTokens;
      padded += paddedTokens;
    }
  }

  void answered(Arrival arrival, long nowNanos) {
    lastNanos = Math.max(lastNanos, nowNanos);
    if (arrival.atNanos() < fromNanos) {
      return;
    }
    if (answered == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * answered);
    }
    latencies[answered++] = nowNanos - arrival.atNanos();
    late += nowNanos > arrival.deadlineNanos() ? 1 : 0;
    escalated += arrival.tokens().length > 1 ? 1 : 0;
  }

  void shed(Arrival arrival, long nowNanos) {
    lastNanos = Math.max(lastNanos, nowNanos);
    shed += arrival.atNanos() < fromNanos ? 0 : 1;
  }

  /** Latency that so large a share of the answers stays within. */
  public double quantileNanos(double share) {
    if (answered == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(latencies, answered);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(answered - 1, share * answered)];
  }

  /** Of each answer, in the order they were given. */
  public long[] latencies() {
    return Arrays.copyOf(latencies, answered);
  }

  /** Answers, late ones too, that were not shed. */
  public int answered() {
    return answered;
  }

  /** Answers in time. */
  public int inTime() {
    return answered - late;
  }

  /** Handed back unasked. */
  public int shed() {
    return shed;
  }

  /** Share of answers that needed more than one stage. */
  public double escalatedShare() {
    return answered == 0 ? 0 : (double) escalated / answered;
  }

  /** Share of padded tokens that are padding. */
  public double paddingShare() {
    return padded == 0 ? 0 : 1 - (double) tokens / padded;
  }

  /** Share of the workers' time spent in engine calls. */
  public double utilisation(int workers) {
    return (double) busyNanos / workers / Math.max(1, lastNanos - fromNanos);
  }

  /** When the last one was answered or shed. */
  public long lastNanos() {
    return lastNanos;
  }
}

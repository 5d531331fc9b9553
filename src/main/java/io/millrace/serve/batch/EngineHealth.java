package io.millrace.serve.batch;

/**
 * Whether a stage's engine works, and how long it is left alone if not: longer each time.
 *
 * <p>Safe for use by many threads: two workers that fail together may count as one.
 */
final class EngineHealth {
  /** Long enough for a passing shortage of memory to pass, short enough to be unseen in latency. */
  private static final long FIRST_REST_NANOS = 100_000_000;

  /** What waits is only looked at between rests, so this bounds how late lateness is noticed. */
  private static final long LONGEST_REST_NANOS = 1_000_000_000;

  /** 0 while well. */
  private volatile long restNanos;

  private volatile long restUntilNanos = Long.MIN_VALUE;

  boolean isWell() {
    return restNanos == 0;
  }

  /** Before this, the engine is not asked. */
  long restUntilNanos() {
    return restUntilNanos;
  }

  void broken(long nowNanos) {
    long rest = isWell() ? FIRST_REST_NANOS : Math.min(2 * restNanos, LONGEST_REST_NANOS);
    restNanos = rest;
    restUntilNanos = nowNanos + rest;
  }

  void well() {
    if (!isWell()) {
      restNanos = 0;
      restUntilNanos = Long.MIN_VALUE;
    }
  }
}

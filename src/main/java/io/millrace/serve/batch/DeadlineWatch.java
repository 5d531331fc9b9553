package io.millrace.serve.batch;

import io.millrace.serve.batch.schedule.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Sheds what is late while every worker is busy, or hangs.
 *
 * <p>A thread of its own, asleep until the first deadline of what waits, so it costs nothing where
 * events have none. It takes the lead only when nobody has it: a worker that leads sheds itself,
 * and tells the watch what it leaves behind.
 *
 * <p>{@code heed} and {@code stop} are safe for use by many threads; the rest is confined to the
 * watch's thread.
 */
final class DeadlineWatch<R extends Request<A>, A> implements Runnable {
  /** Bounds both how late lateness is noticed and how often it is looked for. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ReentrantLock leading;
  private final List<Batcher<R, A>> batchers;
  private final EngineCalls<R, A> calls;
  private final LongSupplier nanoClock;

  /** When to look; later than no deadline it was told of. */
  private final AtomicLong untilNanos = new AtomicLong(Long.MAX_VALUE);

  private volatile Thread thread;
  private volatile boolean isStopped;

  DeadlineWatch(
      ReentrantLock leading,
      List<Batcher<R, A>> batchers,
      EngineCalls<R, A> calls,
      LongSupplier nanoClock) {
    this.leading = leading;
    this.batchers = batchers;
    this.calls = calls;
    this.nanoClock = nanoClock;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!isStopped) {
      long until = untilNanos.get();
      long nowNanos = nanoClock.getAsLong();
      if (until < nowNanos) {
        untilNanos.set(Long.MAX_VALUE); // Before it looks: it is told of what comes meanwhile.
        look(nowNanos);
      } else if (until == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, Math.max(REST_NANOS, until - nowNanos));
      }
    }
  }

  /** Hears of a deadline of what waits; most are later than one it knows. */
  void heed(long deadlineNanos) {
    long until = untilNanos.get();
    while (deadlineNanos < until) {
      if (untilNanos.compareAndSet(until, deadlineNanos)) {
        LockSupport.unpark(thread);
      }
      until = untilNanos.get();
    }
  }

  void stop() {
    isStopped = true;
    LockSupport.unpark(thread);
  }

  private void look(long nowNanos) {
    if (!leading.tryLock()) {
      return;
    }
    List<Runnable> jobs = new ArrayList<>();
    try {
      for (int stage = 0; stage < batchers.size(); stage++) {
        Batcher<R, A> batcher = batchers.get(stage);
        batcher.drain();
        int[] late = batcher.view().late(nowNanos);
        if (late.length > 0) {
          int place = stage;
          List<Waiting<R>> batch = batcher.take(late);
          jobs.add(() -> calls.shed(place, batch));
        }
        heed(batcher.firstDeadlineNanos());
      }
    } finally {
      leading.unlock();
    }
    jobs.forEach(Runnable::run);
  }
}

package io.millrace.serve.batch;

import io.millrace.serve.batch.schedule.BatchPolicy;
import io.millrace.serve.batch.schedule.BatchingRule;
import io.millrace.serve.batch.schedule.CostModel;
import io.millrace.serve.batch.schedule.Decision;
import io.millrace.serve.batch.schedule.QueueView;
import io.millrace.serve.batch.schedule.Scheduler;
import io.millrace.serve.batch.schedule.Waiting;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The engine workers, and the queues they serve.
 *
 * <p>Leader and followers: the worker that holds {@code leading} owns all queues. It asks the
 * {@link Scheduler}, waits if the rule says so, takes a batch, hands the lead on and serves the
 * batch itself. So a queue has one owner, no thread only hands work over, and a batch is formed no
 * sooner than an engine is free to run it. Other threads reach a queue through its {@link Intake}
 * alone.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Schmidt et al., Leader/Followers, Pattern Languages of Program Design 4, 2000.
 */
public final class BatchPool<R extends Request<A>, A> {
  /** One queue and what serves it. */
  public record Stage<R, A>(BatchFunction<R, A> function, BatchPolicy policy, CostModel cost) {}

  /**
   * @param workers threads that call the engine
   * @param capacity most requests taken and not yet told
   * @param nanoClock the clock of all times; advances as {@link System#nanoTime()} does
   * @param onBug hears what a request's method throws
   */
  public record Setting(
      int workers,
      int capacity,
      LongSupplier nanoClock,
      BatchListener listener,
      UncaughtExceptionHandler onBug) {}

  private final Setting setting;
  private final Scheduler scheduler;
  private final List<Batcher<R, A>> batchers;
  private final EngineCalls<R, A> calls;
  private final List<Thread> threads = new ArrayList<>();

  /** Requests taken and not yet told. */
  private final AtomicInteger open = new AtomicInteger();

  private final ReentrantLock leading = new ReentrantLock();

  private final DeadlineWatch<R, A> watch;

  /** The leader while it sleeps, and until when it means to. */
  private volatile Thread parked;

  private volatile long parkedUntilNanos;

  private volatile boolean isStopping;
  private volatile boolean isStopped;

  /** Under the rule of the service. Starts no thread yet. */
  public BatchPool(List<Stage<R, A>> stages, Setting setting) {
    this(stages, setting, new BatchingRule(setting.workers()));
  }

  /** Starts no thread yet. */
  public BatchPool(List<Stage<R, A>> stages, Setting setting, Scheduler scheduler) {
    this.setting = setting;
    this.scheduler = scheduler;
    this.batchers = stages.stream().map(Batcher::new).toList();
    this.calls =
        new EngineCalls<>(batchers, setting.nanoClock(), setting.listener(), open::decrementAndGet);
    this.watch = new DeadlineWatch<>(leading, batchers, calls, setting.nanoClock());
  }

  /** Starts the workers. */
  public void start() {
    for (int i = 0; i < setting.workers(); i++) {
      threads.add(start("engine-" + i, this::work));
    }
    threads.add(start("deadlines", watch));
  }

  private Thread start(String name, Runnable work) {
    return Thread.ofPlatform()
        .name(name)
        .daemon() // A hung engine call must not keep a stopped process alive.
        .uncaughtExceptionHandler(setting.onBug())
        .start(work);
  }

  /** Takes a request; false, and the request is never told, when full or stopping. */
  public boolean submit(int stage, Waiting<R> waiting) {
    // Counted before the look at isStopping, so that stop() either sees it or turns it away.
    if (open.incrementAndGet() > setting.capacity() || isStopping) {
      open.decrementAndGet();
      return false;
    }
    enqueue(stage, waiting);
    return true;
  }

  /**
   * Takes on a request that is just being told by another stage: never refused for want of room,
   * since it gives up its old place. False, and it is not told again, when stopped.
   */
  public boolean resubmit(int stage, Waiting<R> waiting) {
    if (isStopped) {
      return false;
    }
    open.incrementAndGet();
    enqueue(stage, waiting);
    return true;
  }

  /** Requests taken and not yet told. */
  public int open() {
    return open.get();
  }

  /** Expected time for the workers to serve all that waits now. */
  public long backlogNanos() {
    return batchers.stream().mapToLong(Batcher::backlogNanos).sum() / setting.workers();
  }

  /** False while some stage's engine fails whatever it is asked. */
  public boolean isHealthy() {
    return batchers.stream().allMatch(batcher -> batcher.health().isWell());
  }

  /**
   * Takes no more, serves what it has within the limit, and ends the workers; the rest is told
   * {@link Request#unanswered()}.
   *
   * @return whether all workers ended, so that their engines may be closed
   */
  public boolean stop(Duration limit) throws InterruptedException {
    isStopping = true;
    long endNanos = setting.nanoClock().getAsLong() + limit.toNanos();
    while (open.get() > 0 && setting.nanoClock().getAsLong() < endNanos) {
      LockSupport.parkNanos(this, Duration.ofMillis(1).toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    isStopped = true;
    watch.stop();
    LockSupport.unpark(parked);
    for (Thread thread : threads) {
      long leftNanos = endNanos - setting.nanoClock().getAsLong();
      thread.join(Duration.ofNanos(Math.max(leftNanos, Duration.ofMillis(100).toNanos())));
    }
    abandonAll();
    return threads.stream().noneMatch(Thread::isAlive);
  }

  private void enqueue(int stage, Waiting<R> waiting) {
    Batcher<R, A> batcher = batchers.get(stage);
    Intake.Arrived<R> arrived = batcher.push(waiting);
    // Read after the push: either this thread sees the leader parked, or the leader sees the push.
    Thread leader = parked;
    if (leader != null && batcher.isWorthWaking(arrived, parkedUntilNanos)) {
      LockSupport.unpark(leader);
    }
    watch.heed(waiting.deadlineNanos());
    if (isStopped) {
      abandonAll();
    }
  }

  private void work() {
    for (Runnable job = nextJob(); job != null; job = nextJob()) {
      job.run();
      if (isStopped) {
        abandonAll();
      } else if (!isHealthy()) {
        LockSupport.unpark(parked); // What was put back is no arrival and wakes nobody.
      }
    }
  }

  /** Leads until there is something to run; null when stopped. */
  private Runnable nextJob() {
    leading.lock();
    try {
      while (!isStopped) {
        batchers.forEach(Batcher::drain);
        long nowNanos = setting.nanoClock().getAsLong();
        List<QueueView> views = batchers.stream().map(Batcher::view).toList();
        switch (scheduler.decide(views, nowNanos)) {
          case Decision.Send(int stage, int[] picks) -> {
            List<Waiting<R>> batch = batchers.get(stage).take(picks);
            long left = firstDeadlineNanos();
            return () -> {
              watch.heed(left); // Not sooner: the watch needs the lead.
              calls.serve(stage, batch);
            };
          }
          case Decision.Shed(int stage, int[] picks) -> {
            List<Waiting<R>> batch = batchers.get(stage).take(picks);
            return () -> calls.shed(stage, batch);
          }
          case Decision.Wait(long untilNanos) -> park(nowNanos, untilNanos);
        }
      }
      return null;
    } finally {
      leading.unlock();
    }
  }

  private long firstDeadlineNanos() {
    return batchers.stream().mapToLong(Batcher::firstDeadlineNanos).min().orElseThrow();
  }

  private void park(long nowNanos, long untilNanos) {
    batchers.forEach(Batcher::publish);
    parkedUntilNanos = untilNanos;
    parked = Thread.currentThread();
    if (!isStopped && batchers.stream().noneMatch(Batcher::hasArrivals)) {
      if (untilNanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, untilNanos - nowNanos);
      }
    }
    parked = null;
  }

  private void abandonAll() {
    List<Waiting<R>> all = new ArrayList<>();
    leading.lock();
    try {
      batchers.forEach(batcher -> all.addAll(batcher.takeAll()));
    } finally {
      leading.unlock();
    }
    calls.abandon(all);
  }
}

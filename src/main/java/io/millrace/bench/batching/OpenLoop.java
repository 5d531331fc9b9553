package io.millrace.bench.batching;

import io.millrace.bench.simulate.Arrival;
import io.millrace.bench.simulate.MeasuredCalls;
import io.millrace.bench.simulate.Simulation;
import io.millrace.model.text.TokenIds;
import io.millrace.serve.batch.BatchFunction;
import io.millrace.serve.batch.BatchListener;
import io.millrace.serve.batch.BatchPool;
import io.millrace.serve.batch.Request;
import io.millrace.serve.batch.schedule.FittedCost;
import io.millrace.serve.batch.schedule.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The service's pool of workers and a real engine, under the live clock and arrivals that wait for
 * nobody.
 *
 * <p>Confined to one thread.
 */
final class OpenLoop implements AutoCloseable {
  private static final int ROOM = 1_000_000;
  private static final int LONGEST = 128;

  private final BatchPool<Asked, float[]> pool;
  private final TokenIds[] texts = new TokenIds[LONGEST + 1];

  /** What ended a worker, if anything did: then some requests are never told. */
  private final AtomicReference<Throwable> bug = new AtomicReference<>();

  /** One request, and what became of it. */
  static final class Asked implements Request<float[]> {
    private final TokenIds ids;
    private final long dueNanos;
    private final long deadlineNanos;
    private volatile long toldNanos;
    private volatile boolean isShed;

    private Asked(TokenIds ids, long dueNanos, long deadlineNanos) {
      this.ids = ids;
      this.dueNanos = dueNanos;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public void answered(float[] answer, long queueNanos, long serviceNanos, int requests) {
      toldNanos = System.nanoTime();
    }

    @Override
    public void late(long queueNanos) {
      isShed = true;
      toldNanos = System.nanoTime();
    }

    @Override
    public void failed(String message) {
      throw new IllegalStateException(message);
    }

    @Override
    public void unanswered() {
      isShed = true;
      toldNanos = Long.MAX_VALUE;
    }

    boolean isShed() {
      return isShed;
    }

    boolean isInTime() {
      return !isShed && toldNanos <= deadlineNanos;
    }

    /** After it was due to come. */
    long latencyNanos() {
      return toldNanos - dueNanos;
    }

    /** After its deadline. */
    long delayNanos() {
      return toldNanos - deadlineNanos;
    }
  }

  OpenLoop(EncoderStage stage, int workers) {
    BatchFunction<Asked, float[]> asking =
        new BatchFunction<>() {
          @Override
          public List<float[]> apply(List<Asked> batch) {
            return Arrays.asList(
                stage.classifier().logits(batch.stream().map(one -> one.ids).toList()));
          }

          @Override
          public void probe() {
            stage.classifier().logits(List.of(stage.example()));
          }
        };
    pool =
        new BatchPool<>(
            List.of(new BatchPool.Stage<>(asking, Simulation.DEFAULTS, new FittedCost())),
            new BatchPool.Setting(
                workers,
                ROOM,
                System::nanoTime,
                BatchListener.NONE,
                (thread, thrown) -> bug.compareAndSet(null, thrown)));
    for (int length = 1; length <= LONGEST; length++) {
      texts[length] = MeasuredCalls.stretched(stage.example(), length);
    }
    pool.start();
  }

  /** Sends all arrivals when they are due, and waits for the last. */
  List<Asked> run(List<Arrival> arrivals) {
    List<Asked> asked = new ArrayList<>(arrivals.size());
    long start = System.nanoTime();
    for (Arrival arrival : arrivals) {
      long due = start + arrival.atNanos();
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      asked.add(submit(arrival, due));
    }
    awaitAtMost(0);
    return asked;
  }

  /** Requests a second when there are always so many. */
  double saturated(Trace trace, int inFlight, Duration time, long seed) {
    List<Arrival> arrivals = trace.arrivals(20_000, 1, Long.MAX_VALUE, seed);
    long start = System.nanoTime();
    long end = start + time.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      awaitAtMost(inFlight);
      submit(arrivals.get((int) (sent++ % arrivals.size())), System.nanoTime());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = (sent - pool.open()) / seconds;
    awaitAtMost(0);
    return rate;
  }

  private Asked submit(Arrival arrival, long dueNanos) {
    TokenIds ids = texts[arrival.tokens()[0]];
    long deadline =
        arrival.patienceNanos() == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : dueNanos + arrival.patienceNanos();
    Asked asked = new Asked(ids, dueNanos, deadline);
    if (!pool.submit(0, new Waiting<>(asked, ids.length(), dueNanos, deadline))) {
      throw new IllegalStateException("Bug: the pool has no room for " + ROOM);
    }
    return asked;
  }

  private void awaitAtMost(int open) {
    while (pool.open() > open) {
      if (bug.get() != null) {
        throw new IllegalStateException("Bug: an engine worker has ended", bug.get());
      }
      LockSupport.parkNanos(50_000);
    }
  }

  @Override
  public void close() {
    try {
      pool.stop(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

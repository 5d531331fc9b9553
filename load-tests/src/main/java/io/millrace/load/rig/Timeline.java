package io.millrace.load.rig;

import io.millrace.load.ledger.Latencies;
import io.millrace.load.ledger.Latency;
import io.millrace.load.ledger.Ledger;
import io.millrace.load.ledger.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * A run second by second, and when something happened in it.
 *
 * <p>Safe for use by many threads; samples itself on a thread of its own.
 */
public final class Timeline implements AutoCloseable {
  private static final long EVERY_NANOS = 1_000_000_000;
  private static final double MEBIBYTE = 1 << 20;

  private final Ledger ledger;
  private final Supplier<Optional<Fleet>> fleet;
  private volatile long startNanos = System.nanoTime();
  private volatile long startMillis = System.currentTimeMillis();
  private final List<Point> points = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "timeline");
  private Use before = new Use(0, 0);
  private volatile boolean isStopped;

  /**
   * One second of it.
   *
   * @param atSeconds its end, from the start of the run
   * @param latency of what was answered in it
   * @param memoryMiB resident, of the services; not a number when they run elsewhere
   * @param cpuCores used by them
   */
  public record Point(
      double atSeconds,
      Standing standing,
      Latency latency,
      Latencies.Interval interval,
      double memoryMiB,
      double cpuCores) {}

  /** Something happened. */
  public record Mark(double atSeconds, String what) {}

  private record Use(double cpuSeconds, long nanos) {}

  Timeline(Ledger ledger, Supplier<Optional<Fleet>> fleet) {
    this.ledger = ledger;
    this.fleet = fleet;
    thread.setDaemon(true);
  }

  /** Second 0 is now. */
  void start() {
    startNanos = System.nanoTime();
    startMillis = System.currentTimeMillis();
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    while (!isStopped) {
      next += EVERY_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
      if (System.nanoTime() >= next) {
        sample();
      } else {
        next -= EVERY_NANOS; // Woken early.
      }
    }
  }

  private synchronized void sample() {
    Latencies.Interval interval = ledger.takeInterval();
    Histogram both = interval.counted().copy();
    both.add(interval.warmUp());
    double memory = fleet.get().map(each -> each.residentBytes() / MEBIBYTE).orElse(Double.NaN);
    points.add(
        new Point(atSeconds(), ledger.standing(), Latency.of(both), interval, memory, cpuCores()));
  }

  /** A service that was started anew has used less than its forerunner: then it counts from 0. */
  private double cpuCores() {
    Use now = new Use(fleet.get().map(Fleet::cpuSeconds).orElse(Double.NaN), System.nanoTime());
    double used = now.cpuSeconds - before.cpuSeconds;
    double seconds = (now.nanos - before.nanos) / 1e9;
    boolean isFirst = before.nanos == 0;
    before = now;
    return isFirst ? Double.NaN : Math.max(0, used) / seconds;
  }

  double atSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** Something happens now. */
  public synchronized void mark(String what) {
    marks.add(new Mark(atSeconds(), what));
  }

  /** What happened so far. */
  public synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  /** The seconds so far. */
  public synchronized List<Point> points() {
    return List.copyOf(points);
  }

  /** Milliseconds since the epoch at second 0. */
  public long startMillis() {
    return startMillis;
  }

  /** Takes what is left; no second comes afterwards. */
  @Override
  public void close() {
    if (!isStopped) {
      isStopped = true;
      LockSupport.unpark(thread);
      sample();
    }
  }
}

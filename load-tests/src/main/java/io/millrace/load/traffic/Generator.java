package io.millrace.load.traffic;

import io.millrace.load.ledger.Ledger;
import io.millrace.load.scenario.Traffic;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends events when they are due, whether or not earlier ones were answered: an open loop. What
 * could not be sent in time is sent late and keeps its due time, so that waiting shows as latency.
 *
 * <p>Source: Schroeder, Wierman and Harchol-Balter, Open Versus Closed: A Cautionary Tale, NSDI
 * 2006.
 *
 * <p>Safe for use by many threads.
 */
public final class Generator implements AutoCloseable {
  /** The ledger's name of an event, in a header: headers go from an event to its answer. */
  public static final String HEADER = "load-id";

  private static final double NANOS = 1e9;

  /** How long it looks ahead: a rate that changes holds from then on. */
  private static final double AHEAD_SECONDS = 0.02;

  private final Ledger ledger;
  private final Sender sender;
  private final Random random;
  private final ZipfKeys keys;
  private final EventWriter writer;
  private final Arrivals arrivals;
  private final Thread thread = new Thread(this::run, "generator");
  private volatile boolean isStopped;

  /**
   * Starts nothing yet.
   *
   * @throws IOException if the traffic's texts cannot be read
   */
  public Generator(Traffic traffic, long seed, Sender sender, Ledger ledger) throws IOException {
    this.ledger = ledger;
    this.sender = sender;
    this.random = new Random(seed);
    this.keys = new ZipfKeys(traffic.keys(), traffic.zipf());
    this.writer = new EventWriter(traffic, random);
    this.arrivals = new Arrivals(traffic, random);
    thread.setDaemon(true);
  }

  /** The first event is due after the first gap. */
  public void start() {
    thread.start();
  }

  /** Events due a second from now on, before the curve's factor; 0 for none. */
  public void rate(double ratePerSecond) {
    arrivals.rate(ratePerSecond);
  }

  /** No event is due any more; returns when all that were are taken. */
  public void finish() throws InterruptedException {
    isStopped = true;
    thread.join();
    sender.flush();
  }

  @Override
  public void close() {
    isStopped = true;
    thread.interrupt();
    sender.close();
  }

  private void run() {
    long start = System.nanoTime();
    while (!isStopped) {
      boolean isDue = arrivals.advance(arrivals.atSeconds() + AHEAD_SECONDS);
      long at = start + (long) (arrivals.atSeconds() * NANOS);
      awaitNanos(at);
      if (isDue && !isStopped) {
        send(at);
      }
    }
  }

  private void awaitNanos(long due) {
    long left = due - System.nanoTime();
    while (left > 0 && !isStopped) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private void send(long dueNanos) {
    int key = keys.draw(random);
    int event = ledger.due(key, dueNanos);
    String id = ledger.id(event);
    EventWriter.Value value = writer.next(id);
    if (value.isCondemned()) {
      ledger.condemned(event, value.bytes());
    }
    sender.send(event, key, id, value.bytes());
  }
}

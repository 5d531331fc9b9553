package io.millrace.serve.kafka.flow;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the events that are taken from Kafka and not committed, and the bytes of those that have
 * no answer in Kafka yet. At the limit the taker waits, and with it the consumer, which pauses its
 * partitions; nothing is dropped.
 *
 * <p>An event counts until a commit covers it, because until then a crash has it answered again.
 *
 * <p>Safe for use by many threads; one of them enters.
 */
final class InFlightLimit {
  private static final long NOBODY = -1;

  private final int maxEvents;
  private final long maxBytes;
  private final IntakeListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomCame = lock.newCondition();
  private int events;
  private long bytes;
  private boolean isHeld;
  private boolean isClosed;

  /** What the waiting taker asks for; no bytes when nobody waits. */
  private long wantedBytes = NOBODY;

  private int wantedBelow;

  InFlightLimit(int maxEvents, long maxBytes, IntakeListener listener) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.listener = listener;
  }

  /**
   * Waits for room and takes it. An event larger than all bytes enters when no others are left.
   *
   * @return false if the limit was closed: nobody enters any more
   */
  boolean enter(long sizeBytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!isClosed && !hasRoom(sizeBytes, maxEvents)) {
        awaitRoom(sizeBytes);
      }
      if (isClosed) {
        return false;
      }
      events++;
      bytes += sizeBytes;
      listener.inFlight(events);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Once full, an eighth must be free again: waking for every single place would cost a change of
   * threads per event.
   */
  private void awaitRoom(long sizeBytes) throws InterruptedException {
    wantedBytes = sizeBytes;
    wantedBelow = maxEvents - Math.max(1, maxEvents / 8) + 1;
    try {
      while (!isClosed && !hasRoom(wantedBytes, wantedBelow)) {
        roomCame.await();
      }
    } finally {
      wantedBytes = NOBODY;
    }
  }

  private boolean hasRoom(long sizeBytes, int below) {
    return !isHeld && events < below && (bytes == 0 || bytes + sizeBytes <= maxBytes);
  }

  /**
   * Gives room back.
   *
   * @param leavingEvents that a commit covers or that are given up
   * @param leavingBytes of events that are finished or given up
   */
  void leave(int leavingEvents, long leavingBytes) {
    lock.lock();
    try {
      events -= leavingEvents;
      bytes -= leavingBytes;
      listener.inFlight(events);
      if (wantedBytes != NOBODY && hasRoom(wantedBytes, wantedBelow)) {
        roomCame.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** While held, nobody enters, whatever room there is. */
  void hold(boolean holds) {
    lock.lock();
    try {
      isHeld = holds;
      if (wantedBytes != NOBODY && hasRoom(wantedBytes, wantedBelow)) {
        roomCame.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets the taker wait for something else.
   *
   * @return false if the limit was closed, before or meanwhile
   */
  boolean pause(Duration length) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = length.toNanos();
      while (!isClosed && left > 0) {
        left = roomCame.awaitNanos(left);
      }
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Turns away who waits and who comes. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      roomCame.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

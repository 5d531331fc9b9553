package io.millrace.serve.kafka.flow;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds what is taken from Kafka and not finished. At the limit the taker waits, and with it the
 * consumer, which pauses its partitions; nothing is dropped.
 *
 * <p>Three bounds: events in flight, their bytes, and events that the watermark has not passed. The
 * last lets finished events pile up behind a slow one, but not without end: they cost memory, and a
 * crash answers them again.
 *
 * <p>Safe for use by many threads; one of them enters.
 */
final class InFlightLimit {
  /** Finished events that may wait behind a slow one, as a multiple of those in flight. */
  static final int SPAN = 16;

  private static final long NOBODY = -1;

  private final int maxEvents;
  private final long maxBytes;
  private final IntakeListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomCame = lock.newCondition();
  private int events;
  private long bytes;
  private long span;
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
   * Waits for room and takes it. An event larger than all bytes enters when it is alone.
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
      span++;
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
    return !isHeld
        && (events == 0
            || events < below && bytes + sizeBytes <= maxBytes && span < (long) SPAN * maxEvents);
  }

  /**
   * Gives room back.
   *
   * @param leavingEvents that are finished or given up
   * @param leavingBytes of these
   * @param leavingSpan events that the watermark has passed or that are given up
   */
  void leave(int leavingEvents, long leavingBytes, int leavingSpan) {
    lock.lock();
    try {
      events -= leavingEvents;
      bytes -= leavingBytes;
      span -= leavingSpan;
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

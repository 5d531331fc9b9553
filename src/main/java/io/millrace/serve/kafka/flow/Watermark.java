package io.millrace.serve.kafka.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The offset of one partition below which every event is finished: what may be committed.
 *
 * <p>Offsets come in rising order and may have gaps (compaction, transaction markers). Confined to
 * the sending thread.
 */
final class Watermark implements Iterable<InFlightEvent> {
  /** No event was taken yet. */
  static final long NONE = -1;

  private final Deque<InFlightEvent> above = new ArrayDeque<>();
  private long next = NONE;

  /**
   * An event is in flight.
   *
   * @throws IllegalStateException if its offset is not above all before it
   */
  void taken(InFlightEvent event) {
    if (event.offset < next) {
      throw new IllegalStateException(
          "Bug: offset " + event.offset + " was taken after offset " + (next - 1));
    }
    above.addLast(event);
    next = event.offset + 1;
  }

  /**
   * An event is finished.
   *
   * @return how many events the watermark passed
   */
  int finished(InFlightEvent event) {
    event.isFinished = true;
    int passed = 0;
    for (InFlightEvent oldest = above.peekFirst();
        oldest != null && oldest.isFinished;
        oldest = above.peekFirst()) {
      above.removeFirst();
      passed++;
    }
    return passed;
  }

  /** The oldest unfinished offset, or the one after the last taken; {@link #NONE} at first. */
  long offset() {
    InFlightEvent oldest = above.peekFirst();
    return oldest == null ? next : oldest.offset;
  }

  /** Forgets the events, not the offset. */
  void clear() {
    above.clear();
  }

  /** The events at and above the watermark, finished or not. */
  @Override
  public Iterator<InFlightEvent> iterator() {
    return above.iterator();
  }
}

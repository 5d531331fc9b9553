package io.millrace.serve.batch;

import java.util.Arrays;
import java.util.List;

/**
 * A batch in the making: one request that must go, and those of similar length that cost least
 * beside it.
 *
 * <p>Grows from the given request outwards over the queue in order of length, each time by the
 * neighbour that adds less padding, until the policy's limits, or until half of the batch would be
 * padding. The given request is always in, so a long text cannot starve.
 *
 * @param picks places in the queue, ascending
 * @param isFull whether another request of the longest length would not fit
 */
record Group(int[] picks, boolean isFull) {
  /**
   * Only so many batches' worth of the oldest are looked at: sorting a whole backlog for each batch
   * costs more than the padding it saves.
   */
  private static final int HORIZON_BATCHES = 8;

  static <R> Group around(int given, QueueView<R> queue) {
    long horizon =
        Math.min(queue.waiting().size(), (long) HORIZON_BATCHES * queue.policy().maxSize());
    return new Growth<>(queue, given, (int) horizon).grown();
  }

  /** Confined to the call that made it. */
  private static final class Growth<R> {
    private final List<Waiting<R>> waiting;
    private final QueueView<R> queue;

    /**
     * Length in the upper half, place in the lower, ascending; the places of those shorter than the
     * given one count down, so that growth meets the oldest of equal length first on either side.
     */
    private final long[] byLength;

    private final int givenLength;

    private int first;
    private int last;
    private int longest;
    private long tokens;

    Growth(QueueView<R> queue, int given, int horizon) {
      this.queue = queue;
      this.waiting = queue.waiting();
      givenLength = waiting.get(given).tokens();
      byLength = new long[given < horizon ? horizon : horizon + 1];
      for (int place = 0; place < horizon; place++) {
        byLength[place] = key(place);
      }
      if (given >= horizon) {
        byLength[horizon] = key(given);
      }
      Arrays.sort(byLength);
      first = Arrays.binarySearch(byLength, key(given));
      last = first;
      longest = givenLength;
      tokens = givenLength;
    }

    Group grown() {
      while (growsBetterSide() || growsShorter() || growsLonger()) {
        // Each call takes one more in.
      }
      int size = last - first + 1;
      int[] picks = new int[size];
      for (int i = 0; i < size; i++) {
        picks[i] = place(first + i);
      }
      Arrays.sort(picks);
      return new Group(picks, !queue.policy().fits(size + 1, longest, queue.cost()));
    }

    private boolean growsBetterSide() {
      if (first == 0 || last == byLength.length - 1) {
        return false;
      }
      long paddingIfShorter = longest - length(first - 1);
      long paddingIfLonger = (long) (last - first + 1) * (length(last + 1) - longest);
      return paddingIfShorter < paddingIfLonger ? growsShorter() : growsLonger();
    }

    private boolean growsShorter() {
      if (first == 0 || !takes(length(first - 1))) {
        return false;
      }
      first--;
      tokens += length(first);
      return true;
    }

    private boolean growsLonger() {
      if (last == byLength.length - 1 || !takes(length(last + 1))) {
        return false;
      }
      last++;
      tokens += length(last);
      longest = length(last);
      return true;
    }

    private boolean takes(int length) {
      int size = last - first + 2;
      int newLongest = Math.max(longest, length);
      return (tokens + length) * 2 >= (long) size * newLongest
          && queue.policy().fits(size, newLongest, queue.cost());
    }

    private int length(int rank) {
      return (int) (byLength[rank] >>> 32);
    }

    private int place(int rank) {
      int low = (int) byLength[rank];
      return length(rank) < givenLength ? Integer.MAX_VALUE - low : low;
    }

    private long key(int place) {
      int length = waiting.get(place).tokens();
      return (long) length << 32 | (length < givenLength ? Integer.MAX_VALUE - place : place);
    }
  }
}

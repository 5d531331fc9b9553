package io.millrace.serve.batch.schedule;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * What waits, in order of length, cut into batches so that serving them all costs least.
 *
 * <p>A cut costs another call's fixed cost and saves padding, so similar lengths go together as far
 * as that pays, and how far is what the cost surface says. With {@code c(i, j)} the cost of a batch
 * of the {@code i}-th to {@code j}-th shortest, and within the policy's limits and the deadlines of
 * all in it:
 *
 * <p>{@code below(j) = min over i of below(i - 1) + c(i, j)}, {@code above} likewise from the
 * longest down, and the batch around a request is the one with it that minimizes {@code below(i -
 * 1) + c(i, j) + above(j + 1)}, the largest of those that cost the same. Since the most urgent
 * request is always in, no length starves.
 *
 * <p>Only so many of the oldest are looked at: to look at a whole backlog for each batch costs more
 * than the padding it saves.
 *
 * <p>Confined to the call that made it.
 */
final class Partition {
  private static final int HORIZON_BATCHES = 4;

  /** Costs that differ by less are the same. */
  private static final double SAME = 1e-9;

  private final QueueView queue;
  private final long nowNanos;
  private final Predicate<Waiting<?>> isLeftOut;

  /** Length in the upper half, place in the lower, ascending. */
  private long[] byLength;

  // By rank in the order of length.
  private double[] each;
  private int[] most;
  private long[] slack;

  /**
   * @param isLeftOut what goes into no batch
   */
  Partition(QueueView queue, long nowNanos, Predicate<Waiting<?>> isLeftOut) {
    this.queue = queue;
    this.nowNanos = nowNanos;
    this.isLeftOut = isLeftOut;
  }

  static int horizon(BatchPolicy policy) {
    return HORIZON_BATCHES * policy.maxSize();
  }

  /** Places of the batch with the request of that place, ascending. */
  int[] around(int given) {
    sort(given);
    int seed = Arrays.binarySearch(byLength, key(given));
    double[] below = below(seed);
    double[] above = above(seed);
    int from = seed;
    int to = seed;
    double least = Double.MAX_VALUE;
    for (int last = seed; last < byLength.length && last - seed < most[last]; last++) {
      long ends = Long.MAX_VALUE;
      for (int first = last; first > last - most[last] && first >= 0; first--) {
        ends = Math.min(ends, slack[first]);
        int size = last - first + 1;
        double cost = cost(size, last);
        if (size > 1 && cost * queue.cost().tail() > ends) {
          break;
        }
        if (first > seed) {
          continue;
        }
        double total = below[first] + cost + above[last - seed];
        if (isBetter(total, size, least, to - from + 1)) {
          least = total;
          from = first;
          to = last;
        }
      }
    }
    return places(from, to);
  }

  private static boolean isBetter(double total, int size, double least, int than) {
    double same = SAME * least;
    return total < least - same || total <= least + same && size > than;
  }

  private void sort(int given) {
    int end = Math.min(queue.waiting().size(), horizon(queue.policy()));
    long[] keys = new long[end + 1];
    int count = 0;
    for (int place = 0; place < end; place++) {
      if (place == given || !isLeftOut.test(queue.waiting().get(place))) {
        keys[count++] = key(place);
      }
    }
    if (given >= end) {
      keys[count++] = key(given);
    }
    byLength = Arrays.copyOf(keys, count);
    Arrays.sort(byLength);
    each = new double[count];
    most = new int[count];
    slack = new long[count];
    for (int rank = 0; rank < count; rank++) {
      int length = (int) (byLength[rank] >>> 32);
      long deadline = queue.waiting().get((int) byLength[rank]).deadlineNanos();
      boolean isSame = rank > 0 && length == (int) (byLength[rank - 1] >>> 32);
      each[rank] = isSame ? each[rank - 1] : queue.cost().each(length);
      most[rank] = isSame ? most[rank - 1] : queue.policy().most(length, queue.cost());
      slack[rank] = deadline == Long.MAX_VALUE ? deadline : deadline - nowNanos;
    }
  }

  /** Least cost of all shorter ones, by how many they are: for 0 up to and without the seed. */
  private double[] below(int seed) {
    double[] below = new double[seed + 1];
    for (int last = 0; last < seed; last++) {
      double least = Double.MAX_VALUE;
      long ends = Long.MAX_VALUE;
      for (int size = 1; size <= most[last] && size <= last + 1; size++) {
        ends = Math.min(ends, slack[last - size + 1]);
        double cost = cost(size, last);
        if (size > 1 && cost * queue.cost().tail() > ends) {
          break;
        }
        least = Math.min(least, cost + below[last - size + 1]);
      }
      below[last + 1] = least;
    }
    return below;
  }

  /** Least cost of those beyond the one so many after the seed. */
  private double[] above(int seed) {
    int end = byLength.length;
    double[] above = new double[end - seed];
    for (int first = end - 1; first > seed; first--) {
      double least = Double.MAX_VALUE;
      long ends = Long.MAX_VALUE;
      for (int last = first; last < end && last - first < most[last]; last++) {
        ends = Math.min(ends, slack[last]);
        double cost = cost(last - first + 1, last);
        if (last > first && cost * queue.cost().tail() > ends) {
          break;
        }
        least = Math.min(least, cost + above[last - seed]);
      }
      above[first - seed - 1] = least;
    }
    return above;
  }

  private double cost(int size, int last) {
    return queue.cost().fixed() + size * each[last];
  }

  private int[] places(int from, int to) {
    int[] places = new int[to - from + 1];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) byLength[from + i];
    }
    Arrays.sort(places);
    return places;
  }

  private long key(int place) {
    return (long) queue.waiting().get(place).tokens() << 32 | place;
  }
}

package io.millrace.serve.batch.schedule;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a scheduler sees of one stage.
 *
 * @param waiting the queue in order of age ({@link Waiting#agedNanos()}), oldest first; not changed
 *     while the scheduler looks at it
 * @param deadlines how many of them have a deadline
 * @param heldUntilNanos before this, nothing is sent: the engine failed and is given a rest
 */
public record QueueView(
    List<? extends Waiting<?>> waiting,
    int deadlines,
    BatchPolicy policy,
    CostSurface cost,
    long heldUntilNanos) {

  /** Places of what is late, ascending. */
  public int[] late(long nowNanos) {
    return deadlines == 0
        ? new int[0]
        : IntStream.range(0, waiting.size())
            .filter(place -> waiting.get(place).isLate(nowNanos))
            .toArray();
  }

  /** Length of the longest of some requests. */
  public int longest(int[] picks) {
    int longest = 0;
    for (int pick : picks) {
      longest = Math.max(longest, waiting.get(pick).tokens());
    }
    return longest;
  }
}

package io.millrace.bench.simulate;

import java.util.Random;

/** How long engine calls take. */
public interface CallTimes {
  /** Nanoseconds of one call of so many requests, padded to the longest. */
  long nanos(int size, int longest, Random chance);

  /** The same calls on a machine so many times slower. */
  default CallTimes slower(double times) {
    return (size, longest, chance) -> (long) (times * nanos(size, longest, chance));
  }
}

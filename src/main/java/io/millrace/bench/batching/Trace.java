package io.millrace.bench.batching;

import io.millrace.bench.simulate.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How long texts are, where the share of long ones is what batching must cope with. */
enum Trace {
  /** 4 to 16 tokens, each as often. */
  SHORT {
    @Override
    int tokens(Random chance) {
      return between(4, 16, chance);
    }
  },
  /** 64 to 128 tokens, each as often. */
  LONG {
    @Override
    int tokens(Random chance) {
      return between(64, 128, chance);
    }
  },
  /** Utterances with a document among five. */
  MIXED {
    @Override
    int tokens(Random chance) {
      return chance.nextInt(5) == 0 ? between(64, 128, chance) : between(4, 16, chance);
    }
  },
  /** Pareto's law: half below 8 tokens, one in fifty above 100; none above 128. */
  HEAVY {
    @Override
    int tokens(Random chance) {
      double length = 4 * Math.pow(1 - chance.nextDouble(), -1 / TAIL);
      return (int) Math.min(LONGEST, length);
    }
  };

  private static final int LONGEST = 128;
  private static final double TAIL = 1.2;

  abstract int tokens(Random chance);

  /** The word for a key. */
  String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Arrivals at random, so many a second on average. */
  List<Arrival> arrivals(double rate, double seconds, long patienceNanos, long seed) {
    Random chance = new Random(seed);
    List<Arrival> arrivals = new ArrayList<>((int) (rate * seconds) + 1);
    double at = 0;
    while (at < seconds) {
      at -= Math.log(1 - chance.nextDouble()) / rate;
      arrivals.add(new Arrival((long) (at * 1e9), new int[] {tokens(chance)}, patienceNanos));
    }
    return arrivals;
  }

  private static int between(int least, int most, Random chance) {
    return least + chance.nextInt(most - least + 1);
  }
}

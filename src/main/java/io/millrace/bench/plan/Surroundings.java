package io.millrace.bench.plan;

import io.millrace.bench.service.Trial;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What surrounds the scheduler of a live service, from what was seen of its events.
 *
 * <ol>
 *   <li>Stretch: an engine call takes longer than its CPU time where others want the cores too. So
 *       much longer that half of the events spend as much time inside (in queues and engine calls)
 *       in virtual time as they did live.
 *   <li>Road: the rest of an event's latency. What one spent inside beyond the longest of 999 in
 *       1,000 in virtual time was a pause of the machine, and counts as road.
 * </ol>
 *
 * <p>Of several rounds the quiet ones count, and of these the middle, quantile by quantile.
 *
 * <p>Immutable.
 *
 * @param workers of the live service
 */
record Surroundings(PodModel model, int workers) {
  private static final int EVENTS = 10_000;
  private static final int HALVINGS = 10;
  private static final double LEAST_STRETCH = 0.25;
  private static final double MOST_STRETCH = 64;
  private static final double LONGEST = 0.999;

  /** Cores that other work may take beyond what it takes in the quietest round. */
  private static final double QUIET = 0.1;

  /**
   * Of one load.
   *
   * @param rounds at least one
   * @param peak events a second that are answered at most
   */
  Conditions of(List<Trial.Seen> rounds, double peak) {
    double rate = middle(rounds, Trial.Seen::rate);
    double[] seconds = Traffic.POISSON.seconds(rate, 1, EVENTS, new Random(model.seed()));
    double stretch =
        stretch(seconds, middle(rounds, round -> quantile(sorted(round.insideMicros()), 0.5)));
    double longest = quantile(inside(stretch, seconds), LONGEST);
    return new Conditions(
        rate / peak,
        stretch,
        road(rounds, longest),
        middle(rounds, Trial.Seen::cpuMicros),
        middle(rounds, Trial.Seen::otherWork));
  }

  /** A quantile of latency in milliseconds: the middle of the rounds'. */
  static double latencyMs(List<Trial.Seen> rounds, double share) {
    return middle(rounds, round -> quantile(sorted(round.latencyMicros()), share)) / 1e3;
  }

  /** Those in which other work took least of the machine: half of them, or all that are alike. */
  static List<Trial.Seen> quiet(List<Trial.Seen> rounds) {
    List<Trial.Seen> sorted =
        rounds.stream().sorted(Comparator.comparingDouble(Trial.Seen::otherWork)).toList();
    double most =
        Math.max(
            sorted.get((sorted.size() - 1) / 2).otherWork(), sorted.getFirst().otherWork() + QUIET);
    return sorted.stream().filter(round -> round.otherWork() <= most).toList();
  }

  static double middle(List<Trial.Seen> rounds, ToDoubleFunction<Trial.Seen> figure) {
    return quantile(rounds.stream().mapToDouble(figure).sorted().toArray(), 0.5);
  }

  private static double[] road(List<Trial.Seen> rounds, double longestMicros) {
    List<double[]> roads = rounds.stream().map(round -> road(round, longestMicros)).toList();
    double[] middle = new double[Conditions.ROADS];
    for (int i = 0; i < middle.length; i++) {
      double share = (i + 0.5) / middle.length;
      middle[i] =
          1e3
              * quantile(
                  roads.stream().mapToDouble(road -> quantile(road, share)).sorted().toArray(),
                  0.5);
    }
    return middle;
  }

  private static double[] road(Trial.Seen round, double longestMicros) {
    double[] road = new double[round.latencyMicros().length];
    Arrays.setAll(
        road,
        i ->
            Math.max(
                0, round.latencyMicros()[i] - Math.min(round.insideMicros()[i], longestMicros)));
    return sorted(road);
  }

  private double stretch(double[] seconds, double insideMicros) {
    double low = Math.log(LEAST_STRETCH);
    double high = Math.log(MOST_STRETCH);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (quantile(inside(Math.exp(middle), seconds), 0.5) < insideMicros) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2);
  }

  /** Microseconds in queues and engine calls, ascending. */
  private double[] inside(double stretch, double[] seconds) {
    long[] nanos = model.scheduler(workers, stretch, seconds).latencies();
    return Arrays.stream(nanos).mapToDouble(one -> one / 1e3).sorted().toArray();
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values).sorted().toArray();
  }

  private static double quantile(double[] ascending, double share) {
    return ascending[(int) Math.min(ascending.length - 1, share * ascending.length)];
  }
}

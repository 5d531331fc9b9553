package io.millrace.bench.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Looks for the fewest cores that keep an objective.
 *
 * <p>Of each size of pod: from as many as can answer the busiest second on, more and more until the
 * objective is kept, or more would not help.
 *
 * <p>Immutable.
 *
 * @param progress gets a line for each number of pods
 */
public record Planner(
    Calibration calibration,
    PodModel model,
    Traffic traffic,
    Objective objective,
    Consumer<String> progress) {
  /** Events of a pod: enough for the last ten in ten thousand. */
  private static final int EVENTS = 30_000;

  private static final int TRIES = 8;

  /** More by one in so many, and at least by one. */
  private static final int STEP = 10;

  private static final int MOST_PODS = 10_000;

  /** More pods that gain less than this gain nothing. */
  private static final double GAIN = 0.98;

  /**
   * A plan.
   *
   * @param tried by size of pod and number of pods
   * @param best with the fewest cores of those that keep the objective; the one that comes nearest
   *     if none does
   */
  public record Plan(List<Forecast> tried, Forecast best) {}

  /**
   * Plans for a rate.
   *
   * @param sizes cores of a pod
   * @throws IllegalArgumentException if so many events take more pods than anybody has
   */
  public Plan plan(double rate, List<Integer> sizes) {
    List<Forecast> tried = new ArrayList<>();
    for (int cores : sizes) {
      tried.addAll(tries(rate, Pod.alone(cores, calibration)));
    }
    Comparator<Forecast> nearest = Comparator.comparingDouble(Forecast::objectiveMs);
    Forecast best =
        tried.stream()
            .filter(Forecast::isMet)
            .min(Comparator.comparingInt(Forecast::allCores).thenComparing(nearest))
            .orElseGet(() -> tried.stream().min(nearest).orElseThrow());
    return new Plan(tried, best);
  }

  /** One pod on the machine as it was seen; empty where the rate is too much for it. */
  public Optional<Forecast> here(double rate, int cores) {
    Pod here = new Pod(cores, calibration.peak());
    return least(rate, here) == 1 ? Optional.of(forecast(rate, 1, here)) : Optional.empty();
  }

  private List<Forecast> tries(double rate, Pod pod) {
    List<Forecast> tried = new ArrayList<>();
    int pods = least(rate, pod);
    double before = Double.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      Forecast forecast = forecast(rate, pods, pod);
      tried.add(forecast);
      if (forecast.isMet() || forecast.objectiveMs() > GAIN * before) {
        break;
      }
      before = forecast.objectiveMs();
      pods += 1 + pods / STEP;
    }
    return tried;
  }

  private int least(double rate, Pod pod) {
    double pods = Math.ceil(traffic.peak(rate) / (Calibration.FULL * pod.peak()));
    if (pods > MOST_PODS) {
      throw new IllegalArgumentException(
          "%s events a second would take %,.0f pods of %d cores; plans end at %,d"
              .formatted(rate, pods, pod.cores(), MOST_PODS));
    }
    return (int) Math.max(1, pods);
  }

  /** What so many pods come to, whose load is at most {@link Calibration#FULL}. */
  public Forecast forecast(double rate, int pods, Pod pod) {
    double load = traffic.peak(rate) / pods / pod.peak();
    progress.accept(
        String.format(
            Locale.ROOT, "%d x %d cores, %.0f %% of their peak", pods, pod.cores(), 100 * load));
    double[] seconds = traffic.seconds(rate, pods, EVENTS, new Random(model.seed()));
    Conditions conditions = calibration.at(load);
    PodModel.Seen seen = model.run(pod, conditions, seconds);
    double latency = seen.quantile(objective.share());
    return new Forecast(
        pods,
        pod.cores(),
        load,
        rate / pods * conditions.cpuMicros() / 1e6 / pod.cores(),
        seen.escalatedShare(),
        seen.quantile(0.5) / 1e6,
        seen.quantile(0.99) / 1e6,
        latency / 1e6,
        latency <= objective.nanos());
  }
}

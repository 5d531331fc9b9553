package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Children of the best points so far, ranked by a surrogate: of many mutations and some strangers
 * the one is tried first whose accuracy is expected to exceed the best by most, weighed with the
 * chance that it is fast enough.
 *
 * <p>The first trials are of large strangers, each of another kind: a surrogate has to have seen
 * something.
 *
 * <p>Immutable.
 *
 * <p>Source: Real et al., Regularized Evolution for Image Classifier Architecture Search, AAAI 2019
 * (mutation of survivors); Jones, Schonlau, Welch, Efficient Global Optimization of Expensive
 * Black-Box Functions, Journal of Global Optimization 1998 (expected improvement); Gardner et al.,
 * Bayesian Optimization with Inequality Constraints, ICML 2014.
 */
public record EvolutionProposer(SearchSpace space, long seed) implements Proposer {
  private static final int FIRST = 4;
  private static final double LEAST_ERROR = 1e-3;
  private static final int PARENTS = 5;
  private static final int CHILDREN = 40;
  private static final int STRANGERS = 200;

  @Override
  public List<Point> next(List<Trial> trials, Speeds speeds) {
    ToDoubleFunction<Point> chance = chanceToFit(speeds);
    if (trials.size() < FIRST) {
      List<Point> strangers = new RandomProposer(space, seed).next(trials, speeds);
      return largestFirst(trials, strangers, chance);
    }
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + trials.size());
    Map<Point, Double> merits = new LinkedHashMap<>();
    trials.forEach(trial -> merits.put(trial.point(), merit(trial.accuracy())));
    GaussianProcess accuracy = GaussianProcess.fit(space, merits);
    double best = Collections.max(merits.values());
    return ranked(
        pool(trials, random),
        point -> accuracy.belief(point).expectedImprovement(best) * chance.applyAsDouble(point));
  }

  private ToDoubleFunction<Point> chanceToFit(Speeds speeds) {
    if (speeds.micros().isEmpty()) {
      return point -> 1;
    }
    Map<Point, Double> logMicros = new LinkedHashMap<>();
    speeds.micros().forEach((point, micros) -> logMicros.put(point, Math.log(micros)));
    GaussianProcess speed = GaussianProcess.fit(space, logMicros);
    double limit = Math.log(speeds.limitMicros());
    return point -> speed.belief(point).atMost(limit);
  }

  /** Those unlike all before first, then the large: most often the more accurate. */
  private List<Point> largestFirst(
      List<Trial> trials, List<Point> strangers, ToDoubleFunction<Point> chance) {
    return ranked(
        strangers,
        point ->
            chance.applyAsDouble(point) * (1 + space.size(point))
                - trials.stream().filter(trial -> space.isOfOneKind(point, trial.point())).count());
  }

  private static List<Point> ranked(Collection<Point> points, ToDoubleFunction<Point> promise) {
    Map<Point, Double> promises = new HashMap<>();
    points.forEach(point -> promises.put(point, promise.applyAsDouble(point)));
    return promises.keySet().stream()
        .sorted(Comparator.comparing(promises::get, Comparator.reverseOrder()))
        .toList();
  }

  /** Parts the good, which differ by little, as the bad, which differ by much. */
  private static double merit(double accuracy) {
    return -Math.log(1 - accuracy + LEAST_ERROR);
  }

  private Set<Point> pool(List<Trial> trials, SplittableRandom random) {
    Set<Point> pool = new HashSet<>();
    trials.stream()
        .sorted(Comparator.comparingDouble(Trial::accuracy).reversed())
        .limit(PARENTS)
        .forEach(
            parent -> {
              for (int i = 0; i < CHILDREN; i++) {
                pool.add(space.mutated(parent.point(), random));
              }
            });
    for (int i = 0; i < STRANGERS; i++) {
      pool.add(space.random(random));
    }
    return pool;
  }
}

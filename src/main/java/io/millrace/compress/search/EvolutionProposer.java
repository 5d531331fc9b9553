package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Children of the best points so far, ranked by a surrogate: of many mutations and some strangers
 * the one is tried first whose accuracy is expected to exceed the best by most.
 *
 * <p>The first trials are random: a surrogate has to have seen something.
 *
 * <p>Immutable.
 *
 * <p>Source: Real et al., Regularized Evolution for Image Classifier Architecture Search, AAAI 2019
 * (mutation of survivors); Jones, Schonlau, Welch, Efficient Global Optimization of Expensive
 * Black-Box Functions, Journal of Global Optimization 1998 (expected improvement).
 */
public record EvolutionProposer(SearchSpace space, long seed) implements Proposer {
  private static final int FIRST = 6;
  private static final int PARENTS = 5;
  private static final int CHILDREN = 40;
  private static final int STRANGERS = 200;

  @Override
  public List<Point> next(List<Trial> trials) {
    if (trials.size() < FIRST) {
      return new RandomProposer(space, seed).next(trials);
    }
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + trials.size());
    GaussianProcess surrogate = GaussianProcess.fit(space, trials);
    double best = trials.stream().mapToDouble(Trial::accuracy).max().orElseThrow();
    Map<Point, Double> promise = new HashMap<>();
    for (Point point : pool(trials, random)) {
      promise.put(point, surrogate.expectedImprovement(point, best));
    }
    return promise.keySet().stream()
        .sorted(Comparator.comparing(promise::get, Comparator.reverseOrder()))
        .toList();
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

package io.millrace.compress.search;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Any point: the yardstick for anything cleverer.
 *
 * <p>Immutable.
 *
 * <p>Source: Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, JMLR 2012.
 */
public record RandomProposer(SearchSpace space, long seed) implements Proposer {
  private static final int MOST = 512;

  @Override
  public List<Point> next(List<Trial> trials, Speeds speeds) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + trials.size());
    return Stream.generate(() -> space.random(random)).limit(MOST).distinct().toList();
  }
}

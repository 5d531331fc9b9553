package io.millrace.compress.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a surrogate believes. */
class GaussianProcessTest {
  private static final SearchSpace LINE =
      new SearchSpace(
          List.of(
              Axis.ordered(
                  "x", IntStream.range(0, 21).mapToObj(Integer::toString).toArray(String[]::new))),
          choices -> choices);

  @Test
  void expectsMoreNearWhatWasGood() {
    GaussianProcess process =
        GaussianProcess.fit(LINE, List.of(trial(0, 0.5), trial(5, 0.6), trial(15, 0.9)));

    assertThat(process.expectedImprovement(point(16), 0.9))
        .isGreaterThan(process.expectedImprovement(point(2), 0.9));
  }

  @Test
  void expectsLeastWhereItHasLooked() {
    GaussianProcess process = GaussianProcess.fit(LINE, List.of(trial(5, 0.7), trial(15, 0.9)));

    assertThat(process.expectedImprovement(point(5), 0.9))
        .isLessThan(process.expectedImprovement(point(10), 0.9));
  }

  @Test
  void takesTrialsThatAreAllAlike() {
    GaussianProcess process = GaussianProcess.fit(LINE, List.of(trial(1, 0.5), trial(2, 0.5)));

    assertThat(process.expectedImprovement(point(9), 0.5)).isNotNegative().isFinite();
  }

  private static Trial trial(int x, double accuracy) {
    return new Trial(point(x), accuracy, 1, 1);
  }

  private static Point point(int x) {
    return LINE.point(new int[] {x});
  }
}

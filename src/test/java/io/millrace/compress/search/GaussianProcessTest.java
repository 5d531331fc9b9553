package io.millrace.compress.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.List;
import java.util.Map;
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
        GaussianProcess.fit(LINE, Map.of(point(0), 0.5, point(5), 0.6, point(15), 0.9));

    assertThat(process.belief(point(16)).expectedImprovement(0.9))
        .isGreaterThan(process.belief(point(2)).expectedImprovement(0.9));
  }

  @Test
  void expectsLeastWhereItHasLooked() {
    GaussianProcess process = GaussianProcess.fit(LINE, Map.of(point(5), 0.7, point(15), 0.9));

    assertThat(process.belief(point(5)).expectedImprovement(0.9))
        .isLessThan(process.belief(point(10)).expectedImprovement(0.9));
  }

  @Test
  void takesTrialsThatAreAllAlike() {
    GaussianProcess process = GaussianProcess.fit(LINE, Map.of(point(1), 0.5, point(2), 0.5));

    assertThat(process.belief(point(9)).expectedImprovement(0.5)).isNotNegative().isFinite();
  }

  @Test
  void believesWhatItKnows() {
    GaussianProcess process = GaussianProcess.fit(LINE, Map.of(point(5), 1.0, point(15), 3.0));

    assertThat(process.belief(point(15)).atMost(2)).isLessThan(0.1);
    assertThat(process.belief(point(5)).atMost(2)).isGreaterThan(0.9);
  }

  private static Point point(int x) {
    return LINE.point(new int[] {x});
  }
}

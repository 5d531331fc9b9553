package io.millrace.load.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {
  private static final double PRECISION = 0.1;
  private int tries;

  @ParameterizedTest
  @ValueSource(doubles = {3, 90, 100, 101, 517, 4_000, 31_234})
  void findsTheEdgeOfASystem(double edge) {
    RateSearch search = run(100, rate -> rate <= edge);

    assertThat(search.isConfirmed()).isTrue();
    assertThat(search.highest()).isBetween(edge / (1 + PRECISION), edge);
    assertThat(tries).isLessThan(40);
  }

  @Test
  void isSeldomMisledWhenOneStepInTenFailsByChance() {
    int near = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      RateSearch search = run(100, rate -> rate <= 2_000 && random.nextDouble() > 0.1);
      near += search.highest() > 2_000 / (1 + PRECISION) / (1 + PRECISION) ? 1 : 0;
      assertThat(search.highest()).isLessThanOrEqualTo(2_000);
    }

    // Without the second tries each search has ten steps to fail in: one in three would be near.
    assertThat(near).isGreaterThan(85);
  }

  @Test
  void takesBackWhatHeldByLuckOnly() {
    Random random = new Random(1);
    int[] lucky = {1};
    // Holds above its edge once, by luck.
    RateSearch search =
        run(100, rate -> rate <= 500 || rate <= 900 && lucky[0]-- > 0 && random.nextDouble() >= 0);

    assertThat(search.highest()).isBetween(500 / (1 + PRECISION), 500.0);
  }

  @Test
  void givesUpOnASystemThatHoldsNothing() {
    RateSearch search = run(100, rate -> false);

    assertThat(search.highest()).isZero();
    assertThat(search.isConfirmed()).isFalse();
  }

  private RateSearch run(double first, DoublePredicate holds) {
    RateSearch search = new RateSearch(first, PRECISION);
    tries = 0;
    while (search.next().isPresent()) {
      search.enter(holds.test(search.next().getAsDouble()));
      tries++;
    }
    return search;
  }
}

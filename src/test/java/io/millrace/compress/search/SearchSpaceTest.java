package io.millrace.compress.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.search.SearchSpace.Point;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The students there are to choose from. */
class SearchSpaceTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void holdsOnlyArchitecturesThatExist() {
    for (int i = 0; i < 2000; i++) {
      Point point = Students.SPACE.random(random);

      assertThat(Architecture.parse(Students.spec(point)).flops(10, 12)).isPositive();
    }
  }

  @Test
  void givesAStudentOnePoint() {
    Point narrow = Students.SPACE.point(new int[] {0, 1, 0, 0, 0, 1, 0, 0, 0});
    Point wide = Students.SPACE.point(new int[] {0, 1, 5, 3, 2, 1, 0, 0, 0});

    assertThat(wide).as("a bag has neither channels nor depth").isEqualTo(narrow);
  }

  @Test
  void mutatesToSomethingElse() {
    Point point = Students.SPACE.random(random);

    for (int i = 0; i < 500; i++) {
      Point mutated = Students.SPACE.mutated(point, random);
      assertThat(mutated).isNotEqualTo(point);
      point = mutated;
    }
  }
}

package io.millrace.compress.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.search.SearchSpace.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches over students that were all trained once. */
class SearchTest {
  private static final double ANY = Double.MAX_VALUE;
  private static final int BUDGET = 16;

  private TabulatedStudents students;

  @BeforeEach
  void read() throws IOException {
    students = TabulatedStudents.read();
  }

  @Test
  void knowsEveryStudentOfItsSpace() {
    assertThat(TabulatedStudents.SPACE.all()).hasSize(students.size()).doesNotContainNull();
    assertThat(TabulatedStudents.SPACE.all()).allMatch(point -> students.evaluate(point) != null);
  }

  /**
   * Better: a higher accuracy of the best student after the same number of trials, or the same one
   * found in fewer. Where a limit leaves no more than a third of these students, as 10 us does,
   * there is little to learn, and random search is as good.
   */
  @ParameterizedTest
  @ValueSource(doubles = {14, ANY})
  void beatsRandomSearchInAtLeastEightOfTenSeeds(double limitMicros) {
    long better = IntStream.rangeClosed(1, 10).filter(seed -> isBetter(seed, limitMicros)).count();

    assertThat(better).isGreaterThanOrEqualTo(8);
  }

  private boolean isBetter(long seed, double limitMicros) {
    List<Trial> clever =
        run(new EvolutionProposer(TabulatedStudents.SPACE, seed), limitMicros, BUDGET);
    List<Trial> random =
        run(new RandomProposer(TabulatedStudents.SPACE, seed), limitMicros, BUDGET);
    double one = best(clever);
    double other = best(random);
    return one > other || one == other && foundAfter(clever) < foundAfter(random);
  }

  @Test
  void triesNothingTwiceAndNothingTooSlow() {
    double limit = 10;

    List<Trial> trials = run(new EvolutionProposer(TabulatedStudents.SPACE, 3), limit, 200);

    assertThat(trials).extracting(Trial::point).doesNotHaveDuplicates();
    assertThat(trials).allMatch(trial -> trial.micros() <= limit);
    assertThat(best(trials)).isEqualTo(students.best(limit));
  }

  @Test
  void goesOnAsItWouldHave() {
    Proposer proposer = new EvolutionProposer(TabulatedStudents.SPACE, 5);
    List<Trial> whole = run(proposer, ANY, BUDGET);

    List<Trial> resumed =
        new Search(proposer, students, ANY, trial -> {}).run(whole.subList(0, 9), BUDGET);

    assertThat(resumed).isEqualTo(whole);
  }

  private List<Trial> run(Proposer proposer, double limitMicros, int count) {
    List<Trial> heard = new ArrayList<>();
    List<Trial> trials =
        new Search(proposer, students, limitMicros, heard::add).run(List.of(), count);
    assertThat(heard).isEqualTo(trials);
    return trials;
  }

  private static double best(List<Trial> trials) {
    return trials.stream().mapToDouble(Trial::accuracy).max().orElseThrow();
  }

  private static int foundAfter(List<Trial> trials) {
    List<Point> points = trials.stream().map(Trial::point).toList();
    Trial best = trials.stream().max(Comparator.comparingDouble(Trial::accuracy)).get();
    return points.indexOf(best.point());
  }
}

package io.millrace.compress.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.search.SearchSpace.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a front keeps. */
class ParetoFrontTest {
  @Test
  void leavesOutWhatIsBeaten() {
    Trial cheap = trial(0.90, 5, 100);
    Trial good = trial(0.95, 9, 100);
    Trial beaten = trial(0.89, 6, 100);

    assertThat(ParetoFront.of(List.of(good, beaten, cheap))).containsExactly(cheap, good);
  }

  @Test
  void keepsEquals() {
    assertThat(ParetoFront.of(List.of(trial(0.9, 5, 100), trial(0.9, 5, 100)))).hasSize(2);
  }

  @Test
  void leavesNobodyOutWhomNobodyOnItBeats() {
    SplittableRandom random = new SplittableRandom(3);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      trials.add(trial(random.nextInt(20), random.nextInt(20), random.nextInt(20)));
    }

    List<Trial> front = ParetoFront.of(trials);

    for (Trial trial : trials) {
      assertThat(front.contains(trial)).isEqualTo(front.stream().noneMatch(trial::isBeatenBy));
    }
  }

  private static Trial trial(double accuracy, double micros, long bytes) {
    return new Trial(new Point(List.of(0)), accuracy, micros, bytes);
  }
}

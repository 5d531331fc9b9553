package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.confidence.RiskControl;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudentsTest {
  private static final RiskControl CONTROL = new RiskControl(0.01, 0.05, -1, 1);
  private static final List<String> STAGES = List.of("student", "teacher");

  @Test
  void saysHowManyUtterancesWouldDo() {
    Students students = new Students(STAGES, erring(1_000, 200));
    OptionalInt needed = CONTROL.sampleSize(students.proof().drops(new double[] {0.5}));

    assertThat(needed.orElseThrow()).isGreaterThan(1_000);
    assertThatThrownBy(() -> students.furthest(List.of(new double[] {0.5}), CONTROL))
        .hasMessageContaining("on 1000 utterances: about %d would do".formatted(needed.getAsInt()))
        .hasMessageEndingWith("add to valid.jsonl, or raise --max-drop");
    Students more = new Students(STAGES, erring(needed.getAsInt() * 2, 200));
    assertThat(more.furthest(List.of(new double[] {0.5}), CONTROL).step()).isZero();
  }

  @Test
  void saysThatNoNumberWouldDo() {
    Students students = new Students(STAGES, erring(1_000, 20));

    assertThatThrownBy(() -> students.furthest(List.of(new double[] {0.5}), CONTROL))
        .hasMessageContaining("they err too often where they are sure; train them longer");
  }

  @Test
  void refusesAStudentThatAcceptsNothing() {
    Judgements two = erring(2_000, 500);
    Judgements three =
        new Judgements(
            new double[][] {new double[2_000], two.sureness()[0], two.sureness()[1]},
            new double[3][2_000],
            new boolean[][] {two.right()[0], two.right()[0], two.right()[1]});
    Students students = new Students(List.of("bag", "student", "teacher"), three);

    assertThatThrownBy(() -> students.furthest(List.of(new double[] {0.5, 0.5}), CONTROL))
        .hasMessageStartingWith("Stage bag: accepts none of 2000 utterances")
        .hasMessageEndingWith("leave it out");
  }

  /** A student that is always sure, and wrong of one utterance in so many; the teacher is not. */
  private static Judgements erring(int size, int every) {
    double[][] sureness = new double[2][size];
    boolean[][] right = new boolean[2][size];
    for (double[] stage : sureness) {
      Arrays.fill(stage, 0.9);
    }
    IntStream.range(0, size).forEach(i -> right[0][i] = i % every != 0);
    Arrays.fill(right[1], true);
    return new Judgements(sureness, sureness, right);
  }
}

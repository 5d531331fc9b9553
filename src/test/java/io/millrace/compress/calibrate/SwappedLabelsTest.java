package io.millrace.compress.calibrate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SwappedLabelsTest {
  private static final List<String> NAMES = List.of("yes", "no", "maybe");
  private static final int[] LABELS = {0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2};

  @Test
  void findsTwoThatStandForEachOther() {
    assertThatThrownBy(() -> refuse(1, 1, 1, 0, 0, 0, 2, 2, 2, 1, 0, 2))
        .hasMessage(
            "Stage student: answers most utterances of yes with no and so on round: labels are"
                + " swapped, in the stage or in the data");
  }

  @Test
  void findsARoundOfThree() {
    assertThatThrownBy(() -> refuse(1, 1, 1, 2, 2, 2, 0, 0, 0, 0, 1, 2))
        .hasMessageContaining("of yes with no and so on round");
  }

  @Test
  void takesErrorsForErrors() {
    assertThatCode(() -> refuse(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).doesNotThrowAnyException();
    assertThatCode(() -> refuse(0, 1, 0, 1, 0, 1, 2, 2, 1, 1, 0, 2)).doesNotThrowAnyException();
    assertThatCode(() -> refuse(LABELS)).doesNotThrowAnyException();
  }

  @Test
  void twoUtterancesSayNothing() {
    assertThatCode(
            () ->
                SwappedLabels.refuse(
                    "student", NAMES, new int[] {0, 0, 1, 1}, new int[] {1, 1, 0, 0}))
        .doesNotThrowAnyException();
  }

  private static void refuse(int... answers) {
    SwappedLabels.refuse("student", NAMES, LABELS, answers);
  }
}

package io.millrace.serve.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each counted with its reason; none stops the topology. */
class BadQualityInputTest {
  private final QualityDriver topology = new QualityDriver();

  @AfterEach
  void close() {
    topology.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"id\":7,\"label\":\"balance\"}",
        "{\"id\":\"e1\",\"label\":null}"
      })
  void countsFeedbackThatIsNone(String value) {
    topology.feedback.pipeInput("k", value, QualityDriver.at(1));
    topology.predictions.pipeInput("k", value, QualityDriver.at(1));
    topology.audits.pipeInput("k", value, QualityDriver.at(1));

    assertThat(topology.recorded.reasons).containsExactly(Map.entry(Reason.MALFORMED, 3));
  }

  @Test
  void countsATombstone() {
    topology.feedback.pipeInput("k", null, QualityDriver.at(1));

    assertThat(topology.recorded.reasons).containsExactly(Map.entry(Reason.MALFORMED, 1));
  }

  @Test
  void countsWhatMovesNoFigure_andGoesOn() throws Exception {
    topology.predict("e1", "student", "balance", 1);
    topology.predict("e1", "student", "balance", 1);
    topology.tell("e1", "balance", 2);
    topology.tell("e1", "balance", 3);
    topology.tell("e1", "weather", 3);
    topology.tell("e1", "no label of this bundle", 3);
    topology.tell("e2", "balance", 3);
    topology.endWindows(30);
    assertThat(topology.figures.get("window|b:1|student|all").at("/accuracy/trials").asInt())
        .isEqualTo(1);

    // Ten minutes later nobody has predicted e2; two days later e1 is too long ago for an audit.
    topology.predict("e3", "student", "balance", 1_000);
    topology.audit("e1", "balance", 2 * 86_400);
    topology.predict("e4", "student", "balance", 2 * 86_400 + 1);
    topology.endWindows(2 * 86_400 + 60);

    assertThat(topology.recorded.reasons)
        .containsOnly(
            Map.entry(Reason.REPEATED, 2),
            Map.entry(Reason.CONTRADICTORY, 1),
            Map.entry(Reason.UNKNOWN_LABEL, 1),
            Map.entry(Reason.UNKNOWN_ID, 1),
            Map.entry(Reason.LATE, 1));
    assertThat(topology.figures.get("window|b:1|student|all").get("events").asInt()).isEqualTo(1);
  }

  @Test
  void oneClockAheadMakesNobodyElseLate() throws Exception {
    topology.predict("e1", "student", "balance", 86_400 * 5 - 60);
    topology.predict("ahead", "student", "balance", 86_400 * 365);
    topology.predict("e2", "student", "balance", 86_400 * 5 - 50);
    topology.endWindows(86_400 * 5);

    assertThat(topology.recorded.reasons).containsExactly(Map.entry(Reason.CLOCK_SKEW, 1));
  }

  @Test
  void remembersNoMoreThanItMay() throws Exception {
    for (int i = 0; i < 410; i++) {
      topology.predict("e" + i, "student", "balance", 1);
    }
    topology.tell("e409", "balance", 2);
    topology.endWindows(30);

    assertThat(topology.figures.get("window|b:1|student|all").get("events").asInt()).isEqualTo(410);
    assertThat(topology.recorded.reasons.get(Reason.FULL)).isGreaterThanOrEqualTo(10);
  }
}

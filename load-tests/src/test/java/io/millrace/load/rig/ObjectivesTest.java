package io.millrace.load.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.load.scenario.Bound;
import io.millrace.load.scenario.Figure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectivesTest {
  private static final Bound NONE = new Bound(0, 0);
  private static final Bound QUARTER = new Bound(Double.NEGATIVE_INFINITY, 250);

  private final Figures figures = new Figures().put(Figure.LOST, 0).put(Figure.P99, 250);

  @Test
  void holdWhenAllHold() {
    assertThat(judge(Map.of("lost", NONE, "p99Ms", QUARTER)).areHeld()).isTrue();
  }

  @Test
  void doNotHoldWhenOneDoesNot() {
    figures.put(Figure.P99, 250.1);

    assertThat(judge(Map.of("lost", NONE, "p99Ms", QUARTER)).areHeld()).isFalse();
  }

  @Test
  void doNotHoldWhenAFigureWasNotMeasured() {
    assertThat(judge(Map.of("p999Ms", QUARTER)).areHeld()).isFalse();
    figures.put(Figure.P999, Double.NaN);
    assertThat(judge(Map.of("p999Ms", QUARTER)).areHeld()).isFalse();
  }

  @Test
  void doNotHoldWhenNothingWasLookedAt() {
    assertThat(judge(Map.of()).areHeld()).isFalse();
  }

  @Test
  void sayWhichDoesNotHold() {
    figures.put(Figure.LOST, 3);
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);

    judge(Map.of("lost", NONE)).print(printer);
    printer.flush();

    assertThat(out.toString()).contains(Figure.LOST.text()).contains("DOES NOT HOLD");
  }

  private Objectives judge(Map<String, Bound> wanted) {
    return Objectives.judge(wanted, figures);
  }
}

package io.millrace.load.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ObjectivesTest {
  @Test
  void holdWhenAllHold() {
    Objectives objectives =
        new Objectives().exactly("lost", 0, 0).atMost("p99", 250, 250).atLeast("rate", 10, 11.5);

    assertThat(objectives.areHeld()).isTrue();
  }

  @Test
  void doNotHoldWhenOneDoesNot() {
    assertThat(new Objectives().exactly("lost", 0, 0).exactly("doubled", 0, 1).areHeld()).isFalse();
    assertThat(new Objectives().atMost("p99", 250, 250.1).areHeld()).isFalse();
    assertThat(new Objectives().atLeast("rate", 10, 9.9).areHeld()).isFalse();
    assertThat(new Objectives().atMost("p99", 250, Double.NaN).areHeld()).isFalse();
  }

  @Test
  void doNotHoldWhenNothingWasLookedAt() {
    assertThat(new Objectives().areHeld()).isFalse();
  }

  @Test
  void sayWhichDoesNotHold() {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);

    new Objectives().exactly("lost", 0, 3).print(printer);
    printer.flush();

    assertThat(out.toString()).contains("lost").contains("DOES NOT HOLD");
  }
}

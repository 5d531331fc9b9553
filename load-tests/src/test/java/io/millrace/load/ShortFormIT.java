package io.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A minute of what the scenarios do for hours: against the program that was just built. */
class ShortFormIT {
  @BeforeAll
  static void findMillrace() {
    System.setProperty("millrace.home", "..");
  }

  @ParameterizedTest
  @ValueSource(strings = {"at-least-once", "exactly-once"})
  void losesNothingWhenTheServiceIsKilled(String delivery) {
    assertThat(run("kill", "--kills", "2", "--delivery", delivery)).isZero();
  }

  @Test
  void losesNothingWhenTheBrokerRestarts() {
    assertThat(run("broker-restart", "--kills", "1")).isZero();
  }

  @Test
  void keepsOrderWhilePartitionsMove() {
    assertThat(run("rebalance", "--kills", "5", "--duration", "5", "--delivery", "exactly-once"))
        .isZero();
  }

  @Test
  void failsWhenAnObjectiveCannotHold() {
    assertThat(run("steady", "--duration", "5", "--p99", "0.01")).isEqualTo(1);
  }

  private static int run(String scenario, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = scenario;
    arguments[1] = "--rate";
    arguments[2] = "200";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return LoadTests.run(arguments);
  }
}

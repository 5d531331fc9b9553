package io.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTestsTest {
  @BeforeAll
  static void findScenarios() {
    System.setProperty("millrace.home", "..");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "steady kill",
        "steady --rate 0",
        "steady --rate many",
        "steady --duration -1",
        "kill --kills 0",
        "steady --delivery twice",
        "steady --unknown",
        "steady --p99 -1 --objective nothing<=1",
        "steady --objective p99Ms<",
        "steady --over pigeon",
        "steady --url http://localhost:1",
        "steady --over http --bootstrap localhost:1",
        "steady --bootstrap localhost:1 --command-config no-such-file",
        "steady --set traffic.kees=5",
        "no-such-file.yaml",
        "kill --bootstrap localhost:9092"
      })
  void refusesWrongUsage(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");

    assertThat(LoadTests.run(words)).isEqualTo(2);
  }

  @Test
  void explainsItself() {
    assertThat(LoadTests.run("--help")).isZero();
  }

  @Test
  void failsWithoutABroker() {
    assertThat(LoadTests.run("steady", "--bootstrap", "no-such-host.invalid:1")).isEqualTo(1);
  }
}

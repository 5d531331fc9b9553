package io.millrace.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioFileTest {
  @TempDir private Path directory;

  static Stream<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
      return files.toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void readsEachThatIsShipped(Path file) throws Exception {
    Scenario scenario = ScenarioFile.read(file).scenario();

    assertThat(scenario.question()).endsWith("?");
    assertThat(scenario.objectives()).containsKeys("lost", "inversions");
  }

  @Test
  void laysAFileOverTheDefaultsAndFlagsOverBoth() throws Exception {
    ScenarioFile file =
        read(
            "traffic: {rate: 50, duration: 2m}\n"
                + "objectives: {p99Ms: {atMost: 9}, lost: {atMost: 3}}");

    Scenario scenario = file.set("traffic.rate", 70.0).set("objectives.p99Ms.atMost", 5).scenario();

    assertThat(scenario.traffic().rate()).isEqualTo(70);
    assertThat(scenario.traffic().duration()).isEqualTo(Duration.ofMinutes(2));
    assertThat(scenario.traffic().keys()).isEqualTo(1_000);
    assertThat(scenario.objectives().get("p99Ms").atMost()).isEqualTo(5);
    assertThat(scenario.objectives().get("lost").atMost()).isEqualTo(3);
    assertThat(scenario.objectives().get("wrong").atMost()).isZero();
  }

  @Test
  void takesOnlyWhatLastsWhereAFaultSaysSo() throws Exception {
    assertThat(read("fault: {kind: freeze, lasts: 15s}").scenario().fault().lasts())
        .contains(Duration.ofSeconds(15));
    assertThat(read("fault: {kind: broker-restart}").scenario().fault().lasts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "traffic: {rat: 5}                            | traffic.rat: not known",
        "trafic: {rate: 5}                            | trafic: not known",
        "traffic: {rate: -3}                          | traffic.rate: expected above 0",
        "traffic: {rate: fast}                        | traffic.rate: expected a number",
        "traffic: 5                                   | traffic: expected keys and values",
        "traffic: {duration: soon}                    | traffic.duration: expected a duration",
        "traffic: {arrivals: uniform}                 | traffic.arrivals: expected one of constant,"
            + " poisson, found uniform",
        "traffic: {poison: 2}                         | traffic.poison: expected 0 to 1",
        "fault: {kind: earthquake}                    | fault.kind: expected one of none, kill,"
            + " broker-restart",
        "fault: {times: 0}                            | fault.times: expected 1 or more",
        "service: {count: 0}                          | service.count: expected 1 or more",
        "objectives: {p99: {atMost: 5}}               | objectives.p99: expected one of",
        "objectives: {p99Ms: fast}                    | objectives.p99Ms: expected a number or",
        "objectives: {p99Ms: {most: 5}}               | objectives.p99Ms: expected a number or",
        "objectives: {p99Ms: {atLeast: 5, atMost: 4}} | objectives.p99Ms: expected atLeast no"
            + " greater",
        "'search: {p99Ms: 5}\nfault: {kind: kill}'    | search.p99Ms: expected 0 beside a fault",
        "'traffic: {rate: 5}\ntraffic: {rate: 6}'     | Duplicate field",
        "'traffic: ['                                 | flow node",
        "''                                           | expected keys"
      })
  void namesFileAndKeyOfWhatCannotBe(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadScenarioException.class)
        .hasMessageStartingWith(directory.resolve("own.yaml").toString())
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n")
        .doesNotContain("io.millrace");
  }

  private ScenarioFile read(String text) throws Exception {
    return ScenarioFile.read(Files.writeString(directory.resolve("own.yaml"), text));
  }
}

package io.millrace.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus's own checks; skipped where it is not installed. */
class PromtoolTest {
  @BeforeEach
  void isInstalled() {
    assumeTrue(Programs.find("promtool").isPresent(), "promtool is not installed");
  }

  @Test
  void rulesAreWellFormed() throws Exception {
    assertThat(promtool("check", "rules", Dashboards.RULES)).endsWith("exit 0");
  }

  @Test
  void configurationIsWellFormed() throws Exception {
    assertThat(promtool("check", "config", Path.of("grafana/prometheus/prometheus.yml")))
        .endsWith("exit 0");
  }

  @Test
  void rulesPassTheirTests() throws Exception {
    assertThat(promtool("test", "rules", Dashboards.RULE_TESTS)).endsWith("exit 0");
  }

  @Test
  void testsOfRulesCanFail(@TempDir Path directory) throws Exception {
    Files.copy(Dashboards.RULE_TESTS, directory.resolve("rules_test.yml"));
    String blunt = Files.readString(Dashboards.RULES).replace("> 0.05\n", "> 0.5\n");
    Files.writeString(directory.resolve("rules.yml"), blunt);

    assertThat(promtool("test", "rules", directory.resolve("rules_test.yml")))
        .contains("MillraceBacklogGrows")
        .endsWith("exit 1");
  }

  private static String promtool(String verb, String what, Path file)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Programs.find("promtool").orElseThrow().toString()));
    command.addAll(List.of(verb, what, file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + "exit " + process.waitFor();
  }
}

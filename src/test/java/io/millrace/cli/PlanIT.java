package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan as {@code ./millrace plan} makes it, with a tiny bundle and little time. */
@Timeout(180)
class PlanIT {
  @TempDir private Path directory;

  @Test
  void plansForARateThatOnePodAnswers() throws Exception {
    Path json = directory.resolve("plan.json");
    Process plan = plan(json);
    List<String> lines = plan.inputReader().lines().toList();

    assertThat(plan.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("stage student: calls of 1 to 32 texts of "))
        .anyMatch(line -> line.matches(" +1 +2 +2 .* ms +kept +<- cheapest"));
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    assertThat(figures.path("pods").intValue()).isOne();
    assertThat(figures.path("cores").intValue()).isEqualTo(2);
    assertThat(figures.path("p99Ms").doubleValue()).isPositive();
    // Of a stage that knows no word of the demo's utterances.
    assertThat(figures.path("escalationRate").doubleValue()).isPositive();
    assertThat(figures.path("fleets").size()).isOne();
  }

  private Process plan(Path json) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dai.djl.offline=true",
            "-cp",
            "target/millrace-runner.jar:target/tools/*",
            "io.millrace.cli.Millrace",
            "plan",
            "--bundle",
            TinyBundle.write(directory.resolve("bundle")).path().toString(),
            "--duration",
            "PT2S",
            "--rate",
            "1",
            "--objective",
            "p50=100s",
            "--cores",
            "2",
            "--json",
            json.toString())
        .redirectErrorStream(true)
        .start();
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.testing.TinyBundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as {@code ./millrace demo} runs it, in a JVM of its own, with a tiny bundle. */
@Timeout(180)
class DemoIT {
  @TempDir private Path directory;

  @BeforeEach
  void writeBundle() throws IOException {
    TinyBundle.write(directory.resolve("bundle"));
    Files.createDirectory(directory.resolve("tmp"));
  }

  @Test
  void answersAllOfItsTrafficAndLeavesNothingBehind() throws Exception {
    Path figures = directory.resolve("figures.json");
    Process demo = start("--duration", "4", "--rate", "100", "--json", figures.toString());

    List<String> lines = demo.inputReader().lines().toList();

    assertThat(demo.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines)
        .anyMatch(line -> line.matches("  \\S.* student \\d+\\.\\d ms"))
        .anyMatch(line -> line.matches("  \\S.* abstained .* teacher \\d+\\.\\d ms"))
        .anyMatch(line -> line.contains("dead letter: the value is not JSON"))
        .anyMatch(line -> line.matches(" +\\d+ s   in \\d+   answered .*p99.*"))
        .anyMatch(line -> line.matches("  lost +0"));
    JsonNode json = new ObjectMapper().readTree(figures.toFile());
    assertThat(json.get("sent").asLong()).isBetween(300L, 500L);
    assertThat(json.get("deadLettered").asLong()).isBetween(2L, 3L);
    assertThat(json.get("lost").asLong()).isZero();
    assertThat(json.get("answered").asLong() + json.get("deadLettered").asLong())
        .isEqualTo(json.get("sent").asLong());
    assertThat(brokerDirectories()).isEmpty();
  }

  @Test
  void endsInOrderAtASignal() throws Exception {
    Process demo = start("--rate", "100");
    BufferedReader out = demo.inputReader();
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      if (line.contains("answered ")) {
        break;
      }
    }

    // Process.destroy would close the pipe before the table is through it.
    demo.toHandle().destroy();

    lines.addAll(out.lines().toList());
    assertThat(demo.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines).anyMatch(line -> line.matches("  lost +0"));
    assertThat(brokerDirectories()).isEmpty();
  }

  @Test
  void takesOtherPortsThanTheUsualWhenTheyAreTaken() throws Exception {
    try (ServerSocket _ = take(8080);
        ServerSocket _ = take(9000)) {
      Process demo = start("--duration", "0.2");

      List<String> lines = demo.inputReader().lines().toList();

      assertThat(demo.waitFor()).as(String.join("\n", lines)).isZero();
      assertThat(lines)
          .anyMatch(line -> line.matches("Service ready .* http://localhost:\\d+/q/metrics"))
          .noneMatch(line -> line.contains(":9000"));
    }
  }

  private static ServerSocket take(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (BindException taken) {
      return abort("Another program holds port " + port + " and may let it go");
    }
  }

  private Process start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-Dai.djl.offline=true",
                "-cp",
                "target/millrace-runner.jar:target/tools/*",
                "io.millrace.cli.Millrace",
                "demo",
                "--bundle",
                directory.resolve("bundle").toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private List<Path> brokerDirectories() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("millrace-")).toList();
    }
  }
}

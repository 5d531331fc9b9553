package io.millrace.serve.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built service, given what it must refuse: exit status 1, and one line that says why. */
class RefusedStartIT {
  private static final long LIMIT_SECONDS = 120;

  @TempDir Path directory;
  private Path bundle;

  @BeforeEach
  void writeBundle() throws IOException {
    bundle = directory.resolve("bundle");
    TinyBundle.write(bundle);
  }

  @Test
  void aChangedByteInABundle() throws Exception {
    Path model = bundle.resolve("stages/1-teacher").resolve(StageDirectory.MODEL);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);

    assertRefused(List.of(), "stages/1-teacher/model.onnx", "SHA-256");
  }

  @Test
  void anUnknownOption() throws Exception {
    assertRefused(List.of("-Dmillrace.batch.lingre=5ms"), "millrace.batch.lingre");
  }

  @Test
  void aWordThatIsNoPartOfTheStages() throws Exception {
    assertRefused(List.of("-Dmillrace.stages=pupils"), "millrace.stages", "pupils");
  }

  @Test
  void aGpuThatTheEngineCannotUse() throws Exception {
    assertRefused(List.of("-Dmillrace.engine.device=gpu"), "millrace.engine.device=gpu", "CUDA");
  }

  @Test
  void anOptionOutOfItsRange() throws Exception {
    assertRefused(List.of("-Dmillrace.workers=0"), "millrace.workers", "found 0");
  }

  private void assertRefused(List<String> options, String... words) throws Exception {
    Path output = directory.resolve("output");
    Process service = start(options, output);
    try {
      assertThat(service.waitFor(LIMIT_SECONDS, SECONDS)).isTrue();
    } finally {
      service.destroyForcibly();
    }

    assertThat(service.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(output))
        .singleElement()
        .asString()
        .startsWith("millrace: not started: ")
        .contains(words);
  }

  private Process start(List<String> options, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.addAll(options);
    command.addAll(
        List.of("-cp", "target/millrace-runner.jar", "io.millrace.cli.Millrace", "serve"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MILLRACE_BUNDLE", bundle.toString());
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", "localhost:1");
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}

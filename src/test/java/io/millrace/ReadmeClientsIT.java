package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.serve.kafka.BrokeredService;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's clients, word for word, against the real service. */
class ReadmeClientsIT {
  private static final int LIMIT_SECONDS = 120;

  @TempDir static Path directory;

  private static BrokeredService service;

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    service = BrokeredService.start(directory.resolve("bundle"), Map.of());
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void java() throws Exception {
    Path source = Files.writeString(directory.resolve("Ask.java"), block("```java\n", "```"));

    String printed =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target/lib").toAbsolutePath() + "/*",
                source.toString(),
                service.broker().bootstrapServers()));

    assertThat(printed).contains("\"id\":\"java-1\",\"label\":\"balance\"");
  }

  @Test
  void kcat() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/kcat")), "no kcat on this machine");
    String lines =
        block("echo 'conv-1:", "```").replace("kafka:9092", service.broker().bootstrapServers());

    String printed =
        run(List.of("sh", "-c", "echo 'conv-1:" + lines.strip() + " -o beginning -c 1"));

    assertThat(printed).startsWith("conv-1:{\"id\":").contains("\"outcome\":");
  }

  /** What stands in the README behind one mark and before another. */
  private static String block(String from, String to) throws IOException {
    Matcher block =
        Pattern.compile(Pattern.quote(from) + "(.*?)" + Pattern.quote(to), Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(block.find()).as(from).isTrue();
    return block.group(1);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path printed = Files.createTempFile(directory, "printed", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as(() -> "ends in time: " + contents(printed))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return contents(printed);
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}

package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.testing.TinyBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
  @TempDir Path directory;
  private Path bundle;

  @BeforeEach
  void writeBundle() throws IOException {
    bundle = TinyBundle.write(directory.resolve("bundle")).path();
  }

  @Test
  void printsAnObjectALine() throws IOException {
    CommandRun run = CommandRun.of("predict", "--bundle", bundle, "hello", "money", "weather");

    assertThat(run.status()).as(run.err()).isZero();
    List<JsonNode> answers = answers(run);
    assertThat(answers).hasSize(3);
    assertThat(names(answers.getFirst()))
        .containsExactly(
            "id", "label", "confidence", "stage", "bundle", "outcome", "alternatives", "timings");
    assertAnswer(answers.get(0), "1", "greeting", "student", "accepted");
    assertAnswer(answers.get(1), "2", "balance", "teacher", "accepted");
    assertAnswer(answers.get(2), "3", null, "teacher", "abstained");
    assertThat(answers.getFirst().path("bundle").textValue()).isEqualTo("tiny:1");
    assertThat(answers.getFirst().path("confidence").doubleValue()).isGreaterThan(0.99);
    assertThat(answers.getFirst().path("alternatives")).hasSize(3);
    assertThat(answers.getFirst().path("alternatives").path(0).path("label").textValue())
        .isEqualTo("greeting");
    assertThat(answers.getFirst().path("timings").path("totalMs").doubleValue()).isPositive();
  }

  @Test
  void readsLinesInOrderAndCountsBlankOnes() throws IOException {
    StringBuilder lines = new StringBuilder("hello\n\nmoney\n");
    lines.append("bye\n".repeat(1_000));

    CommandRun run = withInput(lines.toString(), "predict", "--bundle", bundle, "-");

    assertThat(run.status()).as(run.err()).isZero();
    List<JsonNode> answers = answers(run);
    assertThat(answers).hasSize(1_002);
    assertAnswer(answers.get(0), "1", "greeting", "student", "accepted");
    assertAnswer(answers.get(1), "3", "balance", "teacher", "accepted");
    for (int i = 2; i < answers.size(); i++) {
      assertAnswer(answers.get(i), Integer.toString(i + 2), "farewell", "student", "accepted");
    }
  }

  @Test
  void refusesABlankText() {
    CommandRun run = CommandRun.of("predict", "--bundle", bundle, "hello", " ");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("TEXT 2 is blank");
  }

  @Test
  void needsAText() {
    assertThat(CommandRun.of("predict").status()).isEqualTo(2);
    assertThat(CommandRun.of("predict", "--help").out()).contains("TEXT...", "one a line");
  }

  @Test
  void failsInOneLineOnABrokenBundle() throws IOException {
    Files.write(bundle.resolve("stages/0-student/model.onnx"), new byte[3]);

    CommandRun run = CommandRun.of("predict", "--bundle", bundle, "hello");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("millrace: " + bundle + "/stages/0-student/model.onnx: SHA-256 expected");
  }

  private static void assertAnswer(
      JsonNode answer, String id, String label, String stage, String outcome) {
    assertThat(answer.path("id").textValue()).isEqualTo(id);
    assertThat(answer.path("label").textValue()).isEqualTo(label);
    assertThat(answer.path("stage").textValue()).isEqualTo(stage);
    assertThat(answer.path("outcome").textValue()).isEqualTo(outcome);
  }

  private static CommandRun withInput(String input, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    try {
      return CommandRun.of(arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static List<JsonNode> answers(CommandRun run) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      answers.add(new JsonMapper().readTree(line));
    }
    return answers;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of architecture goes through the commands that make a stage and ask it. */
class ArchitectureCommandsTest {
  @TempDir Path directory;

  @BeforeEach
  void writeData() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String word : List.of("red", "green", "blue", "white", "black", "pink", "grey", "brown")) {
      lines.append("{\"text\": \"paint it %s\", \"label\": \"paint\"}%n".formatted(word));
      lines.append("{\"text\": \"sing of a %s\", \"label\": \"sing\"}%n".formatted(word));
    }
    for (String name : List.of("train", "valid", "test")) {
      Files.writeString(directory.resolve(name + ".jsonl"), lines);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sep:embedding=24,channels=16,depth=2,buckets=300",
        "shuffle:embedding=24,channels=16,depth=2,groups=2,buckets=300",
        "transformer:embedding=16,depth=1,heads=2,buckets=300",
        "transformer:embedding=16,depth=1,heads=2,norm=post,pool=cls,buckets=300"
      })
  void trainsQuantizesAndAnswers(String spec) {
    CommandRun train =
        CommandRun.of(
            "train",
            "--data",
            at(""),
            "--arch",
            spec,
            "--rate",
            "0.01",
            "--epochs",
            "15",
            "--out",
            at("stage"));
    CommandRun quantize =
        CommandRun.of(
            "quantize",
            "--stage",
            at("stage"),
            "--method",
            "linear",
            "--data",
            at(""),
            "--out",
            at("bytes"));
    CommandRun evaluate =
        CommandRun.of("evaluate", "--stage", at("bytes"), "--data", at(""), "--split", "test");

    assertThat(train.status()).as(train.err()).isZero();
    assertThat(train.out()).contains(spec.split(",")[0], "parameters", "operations for a text");
    assertThat(quantize.status()).as(quantize.err()).isZero();
    assertThat(evaluate.status()).as(evaluate.err()).isZero();
    assertThat(evaluate.out()).contains("100.00 %");
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {
  @TempDir private Path directory;
  private Path data;
  private Path teacher;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    data = TinyData.write(directory.resolve("data"));
    teacher = directory.resolve("teacher");
    out = directory.resolve("found");
    TinyBundle.writeStage(teacher, "teacher", TinyBundle.TEACHER_WORDS);
  }

  @Test
  void keepsTheStudentsOfTheFrontAndGoesOnWhereItWas() throws IOException {
    assertThat(search("10s", 1).status()).isZero();
    List<String> first = Files.readAllLines(out.resolve("trials.jsonl"));

    CommandRun run = search("10s", 3);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("kept", "2 of 3", "3 of 3", "front");
    assertThat(Files.readAllLines(out.resolve("trials.jsonl"))).hasSize(3).containsAll(first);
    try (Stream<Path> stages = Files.list(out).filter(Files::isDirectory)) {
      assertThat(stages)
          .isNotEmpty()
          .allSatisfy(
              stage ->
                  assertThat(StageDirectory.read(stage).manifest().labels())
                      .isEqualTo(List.of("balance", "farewell", "greeting")));
    }
  }

  @Test
  void saysThatNoStudentIsSoFast() {
    CommandRun run = search("0.000001us", 1);

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("no student is as fast as");
  }

  @Test
  void leavesNothingBehindWhenTheTeacherHasOtherLabels() throws IOException {
    Files.writeString(
        data.resolve("train.jsonl"),
        "{\"text\": \"snow\", \"label\": \"weather\"}\n",
        StandardOpenOption.APPEND);

    CommandRun run = search("10s", 1);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("lacks the label weather");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesATimeWithoutUnit() {
    CommandRun run = search("50", 1);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--latency-budget", "50us");
  }

  @Test
  void namesTheLineOfALogThatIsNoneOfItsOwn() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("trials.jsonl"), "{\"point\":{\"kind\":\"lstm\"}}\n");

    CommandRun run = search("10s", 1);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("trials.jsonl: line 1", "kind", "lstm");
  }

  private CommandRun search(String budget, int trials) {
    List<Object> words = new ArrayList<>(List.of("search", "--teacher", teacher, "--data", data));
    words.addAll(
        Arrays.asList("--latency-budget", budget, "--trials", trials, "--epochs", 1, "--out", out));
    return CommandRun.of(words.toArray());
  }
}

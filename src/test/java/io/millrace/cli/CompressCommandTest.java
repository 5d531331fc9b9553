package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe from data to a bundle, with the real commands. */
class CompressCommandTest {
  private static final List<String> SUBJECTS = List.of("weather", "balance", "music", "flight");

  private static final String RECIPE =
      """
      settings:
        epochs: 6
      steps:
        teacher: >
          train --data ${data} --epochs ${epochs} --rate 0.01
          --arch conv:embedding=16,channels=16,widths=1-2,buckets=800
        student-float: >
          distill --teacher ${teacher} --data ${data} [--unlabelled ${unlabelled}]
          --epochs 1 --rate 0.02 --token-dropout 0 --feature-dropout 0
          --arch bag:embedding=16,buckets=800
        student: quantize --stage ${student-float} --method linear --data ${data}
        bundle: >
          bundle --stage ${student} --stage ${teacher} --data ${data}
          --max-drop 0.5 --max-false-abstention 0.5
        figures: evaluate --bundle ${bundle} --data ${data}
      """;

  @TempDir private Path directory;
  private Path data;
  private Path recipe;
  private Path out;

  @BeforeEach
  void writeRecipeAndData() throws IOException {
    data = directory.resolve("data");
    recipe = directory.resolve("recipe.yaml");
    out = directory.resolve("out");
    Files.writeString(recipe, RECIPE);
    Files.createDirectories(data);
    for (String split : List.of("train", "valid", "test")) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 160; i++) {
        String subject = SUBJECTS.get(i % SUBJECTS.size());
        // One label in ten is wrong: a model without errors cannot be calibrated.
        String label = SUBJECTS.get((i % 10 == 9 ? i + 1 : i) % SUBJECTS.size());
        // One text in four names two subjects. One epoch does not teach the student which of them
        // counts, so that student and teacher err in different places.
        String other = SUBJECTS.get((i + 1 + i % 3) % SUBJECTS.size());
        String text = i / 4 % 4 == 0 ? "no " + other + " but " + subject : subject;
        lines.append(
            "{\"text\":\"%s number %d in %s\",\"label\":\"about_%s\"}\n"
                .formatted(text, i, split, label));
      }
      Files.writeString(data.resolve(split + ".jsonl"), lines);
    }
  }

  private CommandRun compress(Object... more) {
    Object[] arguments = new Object[7 + more.length];
    List<Object> fixed = List.of("compress", "--recipe", recipe, "--data", data, "--out", out);
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i < fixed.size() ? fixed.get(i) : more[i - fixed.size()];
    }
    return CommandRun.of(arguments);
  }

  @Test
  void endsInABundleAndIsKept() throws IOException {
    Path json = directory.resolve("figures.json");

    CommandRun first = compress();
    assertThat(first.status()).as(first.err() + first.out()).isZero();
    assertThat(first.out()).contains("step 5 of 5: figures done").contains("step 1 of 5: teacher");
    BundleDirectory bundle = BundleDirectory.read(out.resolve("bundle"));
    assertThat(bundle.manifest().stages()).extracting("name").containsExactly("student", "teacher");
    FileTime written = Files.getLastModifiedTime(out.resolve("teacher/" + StageDirectory.MODEL));

    CommandRun second = compress("--json", json);
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out()).contains("step 5 of 5: figures kept from an earlier run");
    assertThat(Files.getLastModifiedTime(out.resolve("teacher/" + StageDirectory.MODEL)))
        .isEqualTo(written);
    JsonNode steps = new JsonMapper().readTree(json.toFile()).path("steps");
    assertThat(steps).hasSize(5).allMatch(step -> step.path("kept").booleanValue());
    // Chance is 0.25; the gates, loose for so few utterances, abstain on some that are right.
    assertThat(steps.get(4).path("accuracy").doubleValue()).isGreaterThan(0.5);
    assertThat(steps).allMatch(step -> step.path("accuracy").isNumber());
  }

  @Test
  void namesTheStepThatIsWrong() {
    CommandRun run = compress("--set", "epochs=many");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("step teacher: ").contains("'many' is not an int");
    assertThat(out).doesNotExist();
  }

  @Test
  void stopsAtTheStepThatFails() throws IOException {
    Files.writeString(data.resolve("valid.jsonl"), "{}\n");

    CommandRun run = compress();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("valid.jsonl:1").contains("step teacher: failed");
  }
}

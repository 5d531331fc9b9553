package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.HazardousModel;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples and stages from which a threshold could be computed and would mean nothing. */
class BundleRefusalsTest {
  @TempDir Path directory;
  private Path teacher;
  private Path data;

  @BeforeEach
  void writeTeacherAndData() throws IOException {
    teacher =
        TinyBundle.writeStage(directory.resolve("t"), "teacher", TinyBundle.TEACHER_WORDS).path();
    data = TinyData.write(directory.resolve("data"));
    valid("greeting: hello", "farewell: bye", "balance: money", "greeting: howdy");
  }

  @Test
  void aStudentThatNeverErrs() throws IOException {
    // Wherever the teacher is wrong, it is unsure, and both could be fitted.
    Map<String, float[]> knows = new HashMap<>(TinyBundle.TEACHER_WORDS);
    knows.put("dunno", new float[] {0, 0, 3, 0});
    Map<String, float[]> errs = new HashMap<>(TinyBundle.TEACHER_WORDS);
    errs.put("dunno", new float[] {1, 0, 0, 0});
    teacher = TinyBundle.writeStage(directory.resolve("e"), "teacher", errs).path();
    valid("greeting: hello", "farewell: bye", "balance: money", "balance: dunno");

    assertRefused(stage(knows), "Stage student: temperature cannot be fitted", "too few errors");
  }

  @Test
  void aStudentThatErrsLikeTheTeacher() throws IOException {
    valid("greeting: hello", "farewell: bye", "balance: money", "balance: hello");

    assertRefused(
        stage(TinyBundle.TEACHER_WORDS),
        "Stage student: is right and wrong where the last stage is");
  }

  @Test
  void confidencesThatAreAllEqual() throws IOException {
    valid("greeting: hello", "farewell: bye", "greeting: hello", "greeting: bye");

    assertRefused(
        stage(
            Map.of(
                "hello", new float[] {1, 0, 0, 0},
                "bye", new float[] {1, 0, 0, 0})),
        "Stage student: has the same confidence in all");
  }

  @Test
  void logitsThatAreAllEqual() throws IOException {
    assertRefused(stage(Map.of()), "Stage student: ", "all labels have the same logit");
  }

  @Test
  void logitsThatAreNoNumber() throws IOException {
    Path student =
        TinyBundle.writeStage(
                directory.resolve("s"),
                "student",
                TinyBundle.LABELS,
                HazardousModel.of(
                    TinyBundle.NGRAMS, TinyBundle.LABELS.size(), TinyBundle.STUDENT_WORDS, 1))
            .path();
    valid("greeting: hello", "farewell: bye", "greeting: " + HazardousModel.NAN, "greeting: howdy");

    assertRefused(student, "tage student: logits hold NaN");
  }

  @Test
  void labelsThatAreSwapped() throws IOException {
    valid("farewell: hello", "greeting: bye", "balance: money", "greeting: howdy");

    assertRefused(
        stage(TinyBundle.STUDENT_WORDS),
        "Stage student: answers most utterances of greeting with farewell",
        "labels are swapped, in the stage or in the data");
  }

  private Path stage(Map<String, float[]> words) throws IOException {
    return TinyBundle.writeStage(directory.resolve("s"), "student", words).path();
  }

  /** Many times over; the last one less often. */
  private void valid(String... lines) throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      all.add(lines[i % 10 == 0 ? lines.length - 1 : i % (lines.length - 1)]);
    }
    TinyData.writeLines(data.resolve("valid.jsonl"), all);
  }

  private void assertRefused(Path student, String... reasons) {
    Path out = directory.resolve("made");
    CommandRun run =
        CommandRun.of(
            "bundle",
            "--stage",
            student,
            "--stage",
            teacher,
            "--data",
            data,
            "--max-drop",
            "0.02",
            "--out",
            out);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().toList()).last().asString().contains(reasons);
    assertThat(out).doesNotExist();
  }
}

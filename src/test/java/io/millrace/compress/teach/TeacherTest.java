package io.millrace.compress.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose labels fit, and what several teachers say together. */
class TeacherTest {
  private static final List<String> LABELS = List.of("a", "b");

  /** Half a step of float16 near 3. */
  private static final float HALF = 1e-3f;

  @TempDir private Path directory;

  @Test
  void givesLogitsInTheOrderOfTheDataSet() throws IOException {
    StageDirectory stage = stage("one", List.of("b", "a"), Map.of("hello", new float[] {3, 1}));

    assertThat(logits(List.of(stage), "hello")).containsExactly(1, 3);
  }

  @Test
  void sharesOutOfScopeAmongAllLabels() throws IOException {
    float[] logarithms = {(float) Math.log(0.5), (float) Math.log(0.1), (float) Math.log(0.4)};
    StageDirectory stage = stage("one", List.of("a", "b", "oos"), Map.of("hello", logarithms));

    float[] logits = logits(List.of(stage), "hello");

    assertThat(logits)
        .containsExactly(
            new float[] {(float) Math.log(0.5 + 0.2), (float) Math.log(0.1 + 0.2)}, within(HALF));
  }

  @Test
  void severalTeachByTheMeanOfTheirLogProbabilities() throws IOException {
    StageDirectory one = stage("one", LABELS, Map.of("hello", new float[] {2, 0}));
    StageDirectory two = stage("two", List.of("b", "a"), Map.of("hello", new float[] {1, -3}));

    float[] logits = logits(List.of(one, two), "hello");

    double first = 2 - Math.log(Math.exp(2) + 1) - 3 - Math.log(Math.exp(1) + Math.exp(-3));
    double second = -Math.log(Math.exp(2) + 1) + 1 - Math.log(Math.exp(1) + Math.exp(-3));
    assertThat(logits)
        .containsExactly(new float[] {(float) (first / 2), (float) (second / 2)}, within(HALF));
  }

  @Test
  void answersInTheOrderOfTheTexts() throws IOException {
    StageDirectory stage =
        stage("one", LABELS, Map.of("hello", new float[] {1, 0}, "bye", new float[] {0, 1}));

    try (Teacher teacher = Teacher.of(new OnnxEngine(), List.of(stage), LABELS)) {
      List<short[]> logits = teacher.logits(List.of("bye bye bye", "hello", "hello bye"));

      assertThat(logits).extracting(TeacherTest::first).containsExactly(0f, 1f, 1f);
    }
  }

  @Test
  void namesTheLabelItLacks() throws IOException {
    StageDirectory stage = stage("one", List.of("a", "c"), Map.of());

    assertRefused(stage, LABELS, "one: the teacher lacks the label b of train.jsonl");
  }

  @Test
  void namesTheLabelItHasBesides() throws IOException {
    StageDirectory stage = stage("one", List.of("a", "b", "c"), Map.of());

    assertRefused(stage, LABELS, "one: the teacher has the label c, which train.jsonl lacks");
  }

  private static void assertRefused(StageDirectory stage, List<String> labels, String words) {
    assertThatThrownBy(() -> Teacher.of(new OnnxEngine(), List.of(stage), labels))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageEndingWith(words);
  }

  private StageDirectory stage(String name, List<String> labels, Map<String, float[]> words)
      throws IOException {
    return TinyBundle.writeStage(
        directory.resolve(name),
        name,
        labels,
        TinyModel.ofWords(TinyBundle.NGRAMS, labels.size(), words));
  }

  private static float[] logits(List<StageDirectory> stages, String text) {
    try (Teacher teacher = Teacher.of(new OnnxEngine(), stages, LABELS)) {
      short[] logits = teacher.logits(List.of(text)).getFirst();
      return new float[] {first(logits), Float.float16ToFloat(logits[1])};
    }
  }

  private static float first(short[] logits) {
    return Float.float16ToFloat(logits[0]);
  }
}

package io.millrace.compress.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      List<Answer> answers = teacher.answers(List.of("bye bye bye", "hello", "hello bye"));

      assertThat(answers)
          .extracting(answer -> numbers(answer.logits())[0])
          .containsExactly(0f, 1f, 1f);
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

  @Test
  void namesAHintThatIsNotThere() throws IOException {
    StageDirectory stage = stage("one", LABELS, Map.of());

    assertThatThrownBy(
            () -> Teacher.hinting(new OnnxEngine(), stage, LABELS, Optional.of("middle")))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("one/model.onnx: hint: expected a value named middle that a product");
  }

  @Test
  void hintIsWhatTheLastProductReads() throws IOException {
    StageDirectory stage = dense(2);

    try (Teacher teacher = Teacher.hinting(new OnnxEngine(), stage, LABELS, Optional.empty())) {
      Answer answer = teacher.answers(List.of("hello hello")).getFirst();

      assertThat(teacher.hintWidth()).isEqualTo(3);
      assertThat(numbers(answer.hint())).containsExactly(2, 4, 6);
      assertThat(numbers(answer.logits())).containsExactly(2, 4);
    }
  }

  @Test
  void refusesAHintOfAnotherShape() throws IOException {
    StageDirectory stage = dense(1);

    assertThatThrownBy(
            () -> Teacher.hinting(new OnnxEngine(), stage, LABELS, Optional.of("hidden")))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageEndingWith("one/model.onnx: value hidden cannot be a hint: expected [batch, 3]");
  }

  /**
   * Every word is (1, 2, 3), the first two of which are the logits.
   *
   * @param summed axes that are summed before the product; the rest after it
   */
  private StageDirectory dense(int summed) throws IOException {
    float[] rows = new float[3 * TinyBundle.NGRAMS.buckets()];
    for (int i = 3; i < rows.length; i++) {
      rows[i] = 1 + i % 3;
    }
    Graph graph = new Graph();
    String ids = graph.input("ngrams", ElementType.INT32, "batch", "length", "width");
    String table = graph.initializer("rows", rows, TinyBundle.NGRAMS.buckets(), 3);
    String gathered = graph.node("Gather", List.of(table, ids));
    String hidden = sum(graph, gathered, summed == 1 ? new long[] {2} : new long[] {1, 2});
    graph.rename(hidden, "hidden");
    String matrix = graph.initializer("matrix", new float[] {1, 0, 0, 1, 0, 0}, 3, 2);
    String product = graph.node("MatMul", List.of("hidden", matrix));
    String logits = summed == 1 ? sum(graph, product, 1) : product;
    graph.output(logits, "logits", ElementType.FLOAT, "batch", "2");
    Path file = directory.resolve("dense.onnx");
    OnnxFile.save(graph, file);
    return TinyBundle.writeStage(directory.resolve("one"), "one", LABELS, Files.readAllBytes(file));
  }

  private static String sum(Graph graph, String value, long... axes) {
    String constant = graph.initializer("axes", axes, axes.length);
    return graph.node("ReduceSum", List.of(value, constant), Map.of("keepdims", 0L));
  }

  private static float[] numbers(short[] halves) {
    float[] numbers = new float[halves.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.float16ToFloat(halves[i]);
    }
    return numbers;
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
      return numbers(teacher.answers(List.of(text)).getFirst().logits());
    }
  }
}

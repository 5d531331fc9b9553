package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.Tokenizer;
import io.millrace.testing.ForeignModel;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's models: those that fit, and what is said of those that do not. */
class ImportCommandTest {
  /** [CLS] is 1, [SEP] is 2, [UNK] is 3. */
  private static final String TOKENIZER = ForeignModel.tokenizer("\"hello\":4,\"bye\":5");

  private static final int PIECES = 6;
  private static final int PLACES = 16;

  @TempDir private Path directory;
  private Path onnx;
  private Path tokenizer;
  private Path labels;
  private Path out;

  @BeforeEach
  void writeFiles() throws IOException {
    onnx = directory.resolve("theirs.onnx");
    tokenizer = directory.resolve("theirs.json");
    labels = directory.resolve("labels.txt");
    out = directory.resolve("stage");
    OnnxFile.save(bert("input_ids", "logits"), onnx);
    Files.writeString(tokenizer, TOKENIZER);
    Files.writeString(labels, "greeting\nfarewell\n");
  }

  /** Embeddings of pieces and of places, masked, summed, and a dense product. */
  private static Graph bert(String ids, String output) {
    Graph graph = new Graph();
    graph.input(ids, ElementType.INT64, "batch", "length");
    graph.input("attention_mask", ElementType.INT64, "batch", "length");
    float[] rows = new float[2 * PIECES];
    rows[2 * 4] = 1;
    rows[2 * 5 + 1] = 1;
    String pieces = graph.initializer("pieces", rows, PIECES, 2);
    String places = graph.initializer("places", new float[2 * PLACES], PLACES, 2);
    String embedded = graph.node("Gather", List.of(pieces, ids));
    String shape = graph.node("Shape", List.of(ids));
    String length = graph.node("Gather", List.of(shape, graph.initializer("one", new long[] {1})));
    String range =
        graph.node(
            "Range",
            List.of(
                graph.initializer("from", new long[] {0}),
                length,
                graph.initializer("step", new long[] {1})));
    String sum = graph.node("Add", List.of(embedded, graph.node("Gather", List.of(places, range))));
    String mask =
        graph.node(
            "Cast", List.of("attention_mask"), Map.of("to", (long) ElementType.FLOAT.code()));
    String column =
        graph.node("Unsqueeze", List.of(mask, graph.initializer("axis", new long[] {2}, 1)));
    String masked = graph.node("Mul", List.of(sum, column));
    String pooled =
        graph.node(
            "ReduceSum",
            List.of(masked, graph.initializer("tokens", new long[] {1}, 1)),
            Map.of("keepdims", 0L));
    String dense = graph.initializer("dense", new float[] {2, 0, 0, 2}, 2, 2);
    String logits = graph.node("MatMul", List.of(pooled, dense));
    graph.output(logits, output, ElementType.FLOAT, "batch", "2");
    return graph;
  }

  private CommandRun run(Object... more) {
    Object[] arguments = new Object[9 + more.length];
    List<Object> fixed =
        List.of(
            "import", "--onnx", onnx, "--tokenizer", tokenizer, "--labels", labels, "--out", out);
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i < fixed.size() ? fixed.get(i) : more[i - fixed.size()];
    }
    return CommandRun.of(arguments);
  }

  @Test
  void makesAStageThatAnswers() {
    CommandRun run = run("--max-tokens", PLACES, "--licence", "MIT");

    assertThat(run.status()).as(run.err()).isZero();
    StageDirectory stage = StageDirectory.read(out);
    assertThat(stage.manifest().architecture()).isEqualTo("onnx");
    assertThat(stage.manifest().inputs()).containsExactly("input_ids", "attention_mask");
    assertThat(stage.manifest().provenance().licence()).isEqualTo("MIT");
    OnnxEngine engine = new OnnxEngine();
    try (Tokenizer pieces = engine.tokenizer(stage);
        Classifier classifier = engine.classifier(stage)) {
      float[] logits = classifier.logits(List.of(pieces.encode("bye hello bye")))[0];
      // One hello and two byes, times two: exact.
      assertThat(logits).containsExactly(2, 4);
    }
  }

  @Test
  void mayBeQuantized() {
    run("--max-tokens", PLACES);

    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", out, "--method", "linear", "--out", directory.resolve("small"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("dense +\\[2, 2\\] +8 ");
  }

  @Test
  void mayTeachAStudentOfAnotherTokenizerAndOrderOfLabels() throws IOException {
    run("--max-tokens", PLACES);
    for (String split : List.of("train", "valid", "test")) {
      TinyData.writeLines(
          directory.resolve(split + ".jsonl"), List.of("greeting: hello", "farewell: bye bye"));
    }

    CommandRun run = distill();

    assertThat(run.status()).as(run.err()).isZero();
    StageDirectory student = StageDirectory.read(directory.resolve("student"));
    assertThat(student.manifest().labels()).containsExactly("farewell", "greeting");
    assertThat(run.out()).contains("valid accuracy 100.00 %");
  }

  @Test
  void mayNotTeachOtherLabels() throws IOException {
    run("--max-tokens", PLACES);
    for (String split : List.of("train", "valid", "test")) {
      TinyData.writeLines(
          directory.resolve(split + ".jsonl"), List.of("greeting: hello", "order: bye"));
    }

    CommandRun run = distill();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("stage: the teacher lacks the label order of train.jsonl")
        .hasLineCount(1);
    assertThat(directory.resolve("student")).doesNotExist();
  }

  private CommandRun distill() {
    List<Object> words = new ArrayList<>(List.of("distill", "--teacher", out, "--data", directory));
    words.addAll(List.of("--arch", "bag:embedding=8,buckets=100", "--out"));
    words.addAll(List.of(directory.resolve("student"), "--alpha", 0, "--rate", 0.05));
    words.addAll(List.of("--epochs", 20, "--word-dropout", 0));
    return CommandRun.of(words.toArray());
  }

  @Test
  void refusesATokenLimitThatTheModelCannotTake() {
    refuses("theirs.onnx: fails on 128 tokens; give it fewer with --max-tokens");
  }

  @Test
  void refusesOtherInputs() throws IOException {
    OnnxFile.save(bert("tokens", "logits"), onnx);

    refuses(
        "theirs.onnx: inputs: expected input_ids, attention_mask and perhaps token_type_ids, "
            + "found [tokens, attention_mask]");
  }

  @Test
  void refusesAnotherNumberOfLabels() throws IOException {
    Files.writeString(labels, "greeting\nfarewell\nthanks\n");

    refuses("theirs.onnx: model has 2 outputs, " + labels + " has 3 labels");
  }

  @Test
  void refusesFewerThanTwoLabels() throws IOException {
    Files.writeString(labels, "greeting\n");

    refuses("labels.txt: expected at least 2 labels, found 1");
  }

  @Test
  void refusesALabelTwice() throws IOException {
    Files.writeString(labels, "greeting\ngreeting\n");

    refuses("labels.txt:2: expected a label that no other line holds, found 'greeting'");
  }

  @Test
  void refusesABrokenTokenizer() throws IOException {
    Files.writeString(tokenizer, "{");

    refuses("theirs.json: cannot be read");
  }

  @Test
  void refusesATruncatedModel() throws IOException {
    byte[] bytes = Files.readAllBytes(onnx);
    Files.write(onnx, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    refuses("theirs.onnx: not an ONNX model, or truncated");
  }

  private void refuses(String message) {
    CommandRun run = run();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(out).doesNotExist();
  }
}

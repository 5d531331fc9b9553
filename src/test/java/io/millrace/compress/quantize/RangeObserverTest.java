package io.millrace.compress.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.NgramSettings;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges seen in a real engine, and the stage that comes of them. */
class RangeObserverTest {
  private static final NgramSettings NGRAMS = new NgramSettings(2048, 3, 3, 8, 4);
  private static final List<String> TEXTS = List.of("one two", "three", "four five six");

  @TempDir private Path directory;
  private final OnnxEngine engine = new OnnxEngine();
  private StageDirectory stage;

  /** {@code logits = relu(max over tokens of (sum of rows) W)}; row i holds i and -i/2. */
  @BeforeEach
  void writeStage() throws IOException {
    Graph graph = new Graph();
    graph.input("ngrams", ElementType.INT32, "batch", "length", "width");
    float[] rows = new float[2 * NGRAMS.buckets()];
    for (int i = 0; i < NGRAMS.buckets(); i++) {
      rows[2 * i] = i;
      rows[2 * i + 1] = -i / 2f;
    }
    String table = graph.initializer("table", rows, NGRAMS.buckets(), 2);
    String gathered = graph.node("Gather", List.of(table, "ngrams"));
    String axis = graph.initializer("axis", new long[] {2}, 1);
    String tokens = graph.node("ReduceSum", List.of(gathered, axis), Map.of("keepdims", 0L));
    graph.rename(tokens, "tokens");
    String matrix = graph.initializer("matrix", new float[] {1, -1, 0.5f, 2, 0, 1}, 2, 3);
    String product = graph.node("MatMul", List.of("tokens", matrix));
    String largest =
        graph.node("ReduceMax", List.of(product), Map.of("axes", List.of(-2L), "keepdims", 0L));
    // The product of padding is zero: so that it changes nothing, none may be less.
    String logits = graph.node("Relu", List.of(largest));
    graph.output(logits, "logits", ElementType.FLOAT, "batch", "3");
    Path path = directory.resolve("stage");
    Placing.stage(path, place -> write(graph, place));
    stage = StageDirectory.read(path);
  }

  private static void write(Graph graph, Path place) throws IOException {
    OnnxFile.save(graph, place.resolve(StageDirectory.MODEL));
    List<String> labels = List.of("a", "b", "c");
    StageDirectory.write(
        place,
        new StageManifest(1, "toy", "toy", labels, List.of("ngrams"), 8, NGRAMS, null, null, null));
  }

  @Test
  void seesTheLeastAndTheGreatestNumber() throws IOException {
    Map<String, Range> ranges = new RangeObserver(engine).observe(stage, List.of("tokens"), TEXTS);

    int largest = 0;
    for (String word : String.join(" ", TEXTS).split(" ")) {
      int sum = 0;
      for (int id : new NgramTokenizer(NGRAMS).wordIds(word)) {
        sum += id;
      }
      largest = Math.max(largest, sum);
    }
    // Halves of whole numbers: exact.
    assertThat(ranges).isEqualTo(Map.of("tokens", new Range(-largest / 2f, largest)));
  }

  @Test
  void writesAStageThatAnswersAlikeAloneAndInCompany() throws IOException {
    LinearStage linear = new LinearStage(stage, 8, engine);
    Map<String, Range> ranges = linear.observe(TEXTS);
    Path out = directory.resolve("small");
    Report[] report = new Report[1];
    Placing.stage(out, place -> report[0] = linear.write(ranges, place, "small", null));

    assertThat(report[0].shrunk()).extracting(Shrunk::name).containsExactly("matrix", "table");
    assertThat(report[0].left()).isEmpty();
    NgramTokenizer tokenizer = new NgramTokenizer(NGRAMS);
    List<TokenIds> batch = TEXTS.stream().map(tokenizer::encode).toList();
    try (Classifier exact = engine.classifier(stage);
        Classifier small = engine.classifier(StageDirectory.read(out))) {
      float[][] together = small.logits(batch);
      for (int i = 0; i < batch.size(); i++) {
        assertThat(small.logits(List.of(batch.get(i)))[0]).containsExactly(together[i]);
        for (int label = 0; label < 3; label++) {
          // Half a step of tokens (about 8000 * 1.5 / 255 / 2 = 24) and of the table (4 rows of
          // 2048 / 127 / 2 = 8 each) in two columns, and the matrix' half step: below 3 % of 8000.
          assertThat(together[i][label])
              .isCloseTo(exact.logits(batch)[i][label], org.assertj.core.data.Offset.offset(240f));
        }
      }
    }
  }
}

package io.millrace.compress.quantize.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.OnnxSession;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.quantize.Report;
import io.millrace.compress.quantize.Shrunk;
import io.millrace.compress.quantize.codebook.CodebookQuantization.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, and that ONNX Runtime reads back what was meant. */
class CodebookQuantizationTest {
  private static final int ROWS = 37;
  private static final int COLUMNS = 41;

  @TempDir private Path directory;

  private static float[] weights(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = i % 10 == 0 ? 0 : (float) random.nextGaussian();
    }
    return weights;
  }

  /** {@code y = x W}, W {@code [rows, columns]}. */
  private static Graph product(float[] weights, int rows, int columns) {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", Integer.toString(rows));
    String matrix = graph.initializer("matrix", weights, rows, columns);
    String y = graph.node("MatMul", List.of("x", matrix));
    graph.output(y, "y", ElementType.FLOAT, "batch", Integer.toString(columns));
    return graph;
  }

  private static float[][] unit(int rows) {
    float[][] unit = new float[rows][rows];
    for (int i = 0; i < rows; i++) {
      unit[i][i] = 1;
    }
    return unit;
  }

  /** The elements that the codebooks say, straight from the arithmetic. */
  private static float[] standing(Method method, boolean isByRow, int bits, float[] weights) {
    SplittableRandom random = new SplittableRandom(5);
    float[] standing = new float[weights.length];
    int width = isByRow ? COLUMNS : weights.length;
    for (int from = 0; from < weights.length; from += width) {
      float[] part = Arrays.copyOfRange(weights, from, from + width);
      Codebook book =
          method == Method.LOG ? Powers.of(part, bits) : KMeans.of(part, bits, random.split());
      for (int i = 0; i < width; i++) {
        standing[from + i] = book.levels()[book.code(part[i])];
      }
    }
    return standing;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsBackExactly(int bits) throws Exception {
    float[] weights = weights(ROWS * COLUMNS);
    Method method = bits % 2 == 0 ? Method.LOG : Method.KMEANS;
    Graph graph = product(weights, ROWS, COLUMNS);

    new CodebookQuantization(method, false, 5).rewrite(graph, Map.of("matrix", bits));

    float[] found = OnnxSession.run(graph, file(), Map.of("x", unit(ROWS)));
    assertThat(found).containsExactly(standing(method, false, bits, weights));
    try (OnnxSession session = OnnxSession.optimised(file())) {
      assertThat(session.run(Map.of("x", unit(ROWS)))).containsExactly(found);
    }
  }

  @Property(tries = 25)
  void readsBackExactlyWhateverTheShape(
      @ForAll @IntRange(min = 1, max = 8) int bits,
      @ForAll @IntRange(min = 8, max = 40) int rows,
      @ForAll @IntRange(min = 64, max = 90) int columns)
      throws Exception {
    float[] weights = weights(rows * columns);
    Graph graph = product(weights, rows, columns);
    Path file = Files.createTempFile("codes", ".onnx");
    try {
      Report report =
          new CodebookQuantization(Method.KMEANS, false, 5).rewrite(graph, Map.of("matrix", bits));

      assertThat(OnnxSession.run(graph, file, Map.of("x", unit(rows))))
          .containsExactly(
              report.shrunk().isEmpty() ? weights : standing(Method.KMEANS, false, bits, weights));
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsBackExactlyByRow(int bits) throws Exception {
    float[] weights = weights(ROWS * COLUMNS);
    Graph graph = product(weights, ROWS, COLUMNS);

    new CodebookQuantization(Method.KMEANS, true, 5).rewrite(graph, Map.of("matrix", bits));

    assertThat(OnnxSession.run(graph, file(), Map.of("x", unit(ROWS))))
        .containsExactly(standing(Method.KMEANS, true, bits, weights));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shrinksTheFileByWhatTheBitsSay(int bits) throws Exception {
    Graph graph = product(weights(512 * 512), 512, 512);
    OnnxFile.save(graph, file());
    long before = Files.size(file());

    Report report =
        new CodebookQuantization(Method.KMEANS, false, 1).rewrite(graph, Map.of("matrix", bits));
    OnnxFile.save(graph, file());

    double share = bits / 32.0;
    assertThat((double) Files.size(file()) / before).isBetween(share, 1.05 * share + 0.01);
    Shrunk shrunk = report.shrunk().getFirst();
    assertThat(shrunk.bytesBefore()).isEqualTo(512 * 512 * 4);
    assertThat(shrunk.bytesAfter()).isEqualTo(512 * 512 * bits / 8 + (4 << bits));
  }

  @Test
  void leavesNothingToDoInACall() throws Exception {
    Graph graph = product(weights(ROWS * COLUMNS), ROWS, COLUMNS);
    new CodebookQuantization(Method.KMEANS, false, 1).rewrite(graph, Map.of("matrix", 3));
    OnnxFile.save(graph, file());
    Path optimised = directory.resolve("optimised.onnx");

    OnnxSession.optimised(file(), optimised).close();

    assertThat(OnnxFile.load(optimised).nodes())
        .extracting(node -> node.opType())
        .containsExactly("MatMul");
  }

  @Test
  void takesMatricesAndLeavesTheRest() {
    Graph graph = product(weights(64 * 64), 64, 64);
    graph.initializer("bias", weights(4096), 4096);
    graph.initializer("small", weights(16), 4, 4);
    graph.initializer("whole", new long[2048], 32, 64);

    assertThat(CodebookQuantization.weights(graph)).containsExactly("matrix");
  }

  @Test
  void leavesWhatWouldNotShrink() {
    Graph graph = product(weights(1024), 256, 4);

    Report report =
        new CodebookQuantization(Method.KMEANS, true, 1).rewrite(graph, Map.of("matrix", 4));

    assertThat(report.shrunk()).isEmpty();
    assertThat(graph.initializers()).containsOnlyKeys("matrix");
  }

  @Test
  void namesWhatIsInfinite() {
    float[] weights = weights(1024);
    weights[7] = Float.POSITIVE_INFINITY;
    Graph graph = new Graph();
    graph.initializer("matrix", Tensor.of(weights, 32, 32));

    assertThatThrownBy(
            () ->
                new CodebookQuantization(Method.LOG, false, 1).rewrite(graph, Map.of("matrix", 4)))
        .hasMessage("initializer matrix: holds Infinity");
  }

  private Path file() {
    return directory.resolve("model.onnx");
  }
}

package io.millrace.compress.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.OnnxSession;
import io.millrace.compress.graph.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes integer, what stays, and that the numbers stay near. */
class LinearQuantizationTest {
  /**
   * Half a step (8 / 255) and half a weight's step (1 / 127) in 32 terms of about 0.6 each,
   * maximum, then 24 such terms: a deviation of about 0.13 of logits near 8; this is four of it.
   */
  private static final float TOLERANCE = 0.5f;

  @TempDir private Path directory;

  private static List<String> operators(Graph graph) {
    return graph.nodes().stream().map(Node::opType).toList();
  }

  private static Map<String, Range> ranges(Graph graph) {
    List<String> values = LinearQuantization.observed(graph);
    assertThat(values).hasSize(2).startsWith(Toy.TOKENS);
    return Map.of(values.get(0), new Range(-4, 4), values.get(1), new Range(0, 20));
  }

  @Test
  void keepsTheLogitsNear() throws Exception {
    Graph graph = Toy.graph();
    float[] exact = OnnxSession.run(graph, file(), Toy.BATCH);

    LinearQuantization.rewrite(graph, 8, ranges(graph));

    assertNear(OnnxSession.run(graph, file(), Toy.BATCH), exact);
  }

  @Test
  void keepsTheLogitsNearWithoutRanges() throws Exception {
    Graph graph = Toy.graph();
    float[] exact = OnnxSession.run(graph, file(), Toy.BATCH);

    LinearQuantization.rewrite(graph, 8, Map.of());

    assertNear(OnnxSession.run(graph, file(), Toy.BATCH), exact);
    assertThat(operators(graph)).containsOnlyOnce("Pad").contains("DynamicQuantizeLinear");
  }

  @Test
  void movesBytesAndScalesLast() {
    Graph graph = Toy.graph();

    Report report = LinearQuantization.rewrite(graph, 8, ranges(graph));

    assertThat(report.shrunk()).hasSize(4);
    assertThat(report.left()).isEmpty();
    assertThat(String.join(" ", operators(graph)))
        .isEqualTo(
            "Cast Gather Cast Gather Cast Where Unsqueeze Where Unsqueeze ScatterND "
                + "QuantizeLinear Pad Slice MatMulInteger Add ReduceMax Cast Mul "
                + "Slice Concat MatMulInteger Add ReduceMax Cast Mul Concat Relu "
                + "QuantizeLinear MatMulInteger Cast Mul Add");
  }

  @Test
  void answersAlikeWhateverTheCompany() throws Exception {
    Graph graph = Toy.graph();
    LinearQuantization.rewrite(graph, 8, ranges(graph));

    float[] both = OnnxSession.run(graph, file(), Toy.BATCH);
    float[] alone =
        OnnxSession.run(
            graph,
            file(),
            Map.of(
                "words", new int[][] {{599, 12}},
                "grams", new int[] {32, 33},
                "places", new long[][] {{0, 0}, {0, 1}}));

    // Integers do not depend on the order of summing: exactly equal.
    assertThat(alone).containsExactly(Arrays.copyOfRange(both, Toy.LABELS, 2 * Toy.LABELS));
  }

  @Test
  void runsIntegerKernels() throws Exception {
    Graph graph = Toy.graph();
    LinearQuantization.rewrite(graph, 8, ranges(graph));
    OnnxFile.save(graph, file());
    Path optimised = directory.resolve("optimised.onnx");

    OnnxSession.optimised(file(), optimised).close();

    assertThat(operators(OnnxFile.load(optimised)))
        .filteredOn(operator -> operator.startsWith("MatMul"))
        .hasSize(3)
        .allMatch(operator -> operator.startsWith("MatMulInteger"));
  }

  @Test
  void shrinksTheFile() throws Exception {
    Graph graph = Toy.graph();
    OnnxFile.save(graph, file());
    long before = Files.size(file());

    LinearQuantization.rewrite(graph, 8, ranges(graph));
    OnnxFile.save(graph, file());

    // 9600 of about 10400 weights are the table's; names and scales weigh more in a toy.
    assertThat((double) Files.size(file()) / before).isLessThan(0.35);
  }

  @Test
  void quantizesGemm() throws Exception {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", "2");
    String matrix = graph.initializer("m", new float[] {1, -2, 3, 4, 5, 6}, 3, 2);
    String bias = graph.initializer("b", new float[] {10, 20, 30}, 3);
    Map<String, Object> attributes = Map.of("transB", 1L, "alpha", 2f);
    String y = graph.node("Gemm", List.of("x", matrix, bias), attributes);
    graph.output(y, "y", ElementType.FLOAT, "batch", "3");
    Map<String, Object> batch = Map.of("x", new float[][] {{1, 0.5f}, {-1, 1}});
    float[] exact = OnnxSession.run(graph, file(), batch);

    Report report = LinearQuantization.rewrite(graph, 8, Map.of("x", new Range(-1, 1)));

    assertThat(report.shrunk()).hasSize(1);
    assertNear(OnnxSession.run(graph, file(), batch), exact);
  }

  /** {@code x} the unit matrix: the product is the matrix as its codes say. */
  private float[] standing(WeightCode code, float[] matrix) throws Exception {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", "2");
    String weights = graph.initializer("m", matrix, 2, 2);
    graph.output(graph.node("MatMul", List.of("x", weights)), "y", ElementType.FLOAT, "batch", "2");
    LinearQuantization.rewrite(graph, code, Map.of("x", new Range(0, 1)), Set.of());
    return OnnxSession.run(graph, file(), Map.of("x", new float[][] {{1, 0}, {0, 1}}));
  }

  @Test
  void keepsToTheFormulasOfAllCodes() throws Exception {
    float[] matrix = {1, 10, 0.4f, 6};
    Offset<Float> rounding = within(1e-5f);

    // Two bits: -1, 0, 1 times the largest of the column, or of all; affine 0 to 3 thirds of it.
    assertThat(standing(new WeightCode(2, false, false), matrix))
        .containsExactly(new float[] {1, 10, 0, 10}, rounding);
    assertThat(standing(new WeightCode(2, false, true), matrix))
        .containsExactly(new float[] {0, 10, 0, 10}, rounding);
    assertThat(standing(new WeightCode(2, true, false), matrix))
        .containsExactly(new float[] {1, 10, 1 / 3f, 20 / 3f}, rounding);
    assertThat(standing(new WeightCode(2, true, true), matrix))
        .containsExactly(new float[] {0, 10, 0, 20 / 3f}, rounding);
  }

  @Test
  void keepsTheLogitsNearWithZeroPoints() throws Exception {
    Graph graph = Toy.graph();
    float[] exact = OnnxSession.run(graph, file(), Toy.BATCH);

    LinearQuantization.rewrite(graph, new WeightCode(8, true, false), Map.of(), Set.of());

    assertNear(OnnxSession.run(graph, file(), Toy.BATCH), exact);
    try (OnnxSession session = OnnxSession.optimised(file())) {
      assertNear(session.run(Toy.BATCH), exact);
    }
  }

  @Test
  void namesWhatIsInfinite() {
    assertThatThrownBy(
            () -> standing(WeightCode.of(8), new float[] {1, 2, Float.NEGATIVE_INFINITY, 3}))
        .hasMessage("initializer m: holds -Infinity");
  }

  @Test
  void sharesOneTwinAmongReaders() {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", "4");
    List<String> products = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String matrix = graph.initializer("m", Toy.weights(16), 4, 4);
      products.add(graph.node("MatMul", List.of("x", matrix)));
    }
    String sum = graph.node("Sum", products);
    graph.output(sum, "y", ElementType.FLOAT, "batch", "4");

    LinearQuantization.rewrite(graph, 8, Map.of());

    assertThat(operators(graph)).containsOnlyOnce("DynamicQuantizeLinear");
  }

  @Test
  void namesWhatItLeaves() {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "64", "64");
    String big = graph.initializer("big", Tensor.of(Toy.weights(4096), 64, 64));
    String product = graph.node("MatMul", List.of("x", "x"));
    String tableRows = graph.node("Gather", List.of(big, graph.initializer("i", new long[1], 1)));
    String sum = graph.node("Add", List.of(graph.node("Add", List.of(product, big)), tableRows));
    graph.output(sum, "y", ElementType.FLOAT, "64", "64");

    Report report = LinearQuantization.rewrite(graph, 8, Map.of());

    assertThat(report.left())
        .extracting(left -> left.node() + ": " + left.reason())
        .containsExactly(
            "node MatMul (MatMul): its right side is not constant",
            "node Gather (Gather): its table is also read by a node that needs floats",
            "node Add (Add): Add has no integer form that is faster here");
    assertThat(graph.initializers()).containsKey("big");
  }

  @Test
  void keepsAMaximumOverColumnsBehindTheScale() {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", "2");
    String matrix = graph.initializer("m", new float[] {1, -2, 3, 4}, 2, 2);
    String product = graph.node("MatMul", List.of("x", matrix));
    String y =
        graph.node("ReduceMax", List.of(product), Map.of("axes", List.of(-1L), "keepdims", 1L));
    graph.output(y, "y", ElementType.FLOAT, "batch", "1");

    LinearQuantization.rewrite(graph, 8, Map.of("x", new Range(-1, 1)));

    assertThat(operators(graph))
        .containsExactly("QuantizeLinear", "MatMulInteger", "Cast", "Mul", "ReduceMax");
  }

  private static void assertNear(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(TOLERANCE));
    }
  }

  private Path file() {
    return directory.resolve("model.onnx");
  }
}

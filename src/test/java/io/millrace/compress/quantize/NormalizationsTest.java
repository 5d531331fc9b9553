package io.millrace.compress.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.OnnxSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A normalization in parts is the same normalization. */
class NormalizationsTest {
  private static final Map<String, Object> BATCH =
      Map.of("x", new float[][] {{1, -2, 3, 5}, {0.5f, 0.25f, 0, 0}});

  @TempDir private Path directory;

  private static Graph whole() {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", "4");
    String scale = graph.initializer("scale", new float[] {1, 2, 3, 4}, 4);
    String bias = graph.initializer("bias", new float[] {4, 3, 2, 1}, 4);
    String y =
        graph.node(
            "LayerNormalization", List.of("x", scale, bias), Map.of("axis", -1L, "epsilon", 1e-6f));
    graph.output(y, "y", ElementType.FLOAT, "batch", "4");
    return graph;
  }

  private static List<String> operators(Graph graph) {
    return graph.nodes().stream().map(Node::opType).toList();
  }

  @Test
  void keepsTheNumbers() throws Exception {
    Graph graph = whole();
    float[] exact = OnnxSession.run(graph, file(), BATCH);

    Normalizations.rewrite(graph);

    assertThat(operators(graph)).doesNotContain("LayerNormalization");
    // Numbers of about 10 in another order of adding.
    assertThat(OnnxSession.run(graph, file(), BATCH)).containsExactly(exact, within(1e-5f));
  }

  @Test
  void staysInPartsWhenOptimised() throws Exception {
    Graph graph = whole();
    Normalizations.rewrite(graph);
    OnnxFile.save(graph, file());
    Path optimised = directory.resolve("optimised.onnx");

    OnnxSession.optimised(file(), optimised).close();

    assertThat(operators(OnnxFile.load(optimised))).doesNotContain("LayerNormalization");
  }

  @Test
  void writesSquaresAsProducts() {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "batch", "4");
    String two = graph.initializer("two", new float[] {2});
    String three = graph.initializer("three", new float[] {3});
    String square = graph.node("Pow", List.of("x", two));
    String cube = graph.node("Pow", List.of(square, three));
    graph.output(cube, "y", ElementType.FLOAT, "batch", "4");

    Normalizations.rewrite(graph);

    assertThat(operators(graph)).containsExactly("Mul", "Pow");
  }

  @Test
  void leavesANormalizationAlongOtherDimensions() {
    Graph graph = new Graph();
    graph.input("x", ElementType.FLOAT, "2", "4");
    String scale = graph.initializer("scale", new float[8], 2, 4);
    String y = graph.node("LayerNormalization", List.of("x", scale), Map.of("axis", 0L));
    graph.output(y, "y", ElementType.FLOAT, "2", "4");

    Normalizations.rewrite(graph);

    assertThat(operators(graph)).containsExactly("LayerNormalization");
  }

  private Path file() {
    return directory.resolve("model.onnx");
  }
}

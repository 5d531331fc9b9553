package io.millrace.compress.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be emitted, changed and joined, held to ONNX Runtime's answers. */
class GraphTest {
  @TempDir private Path directory;

  /** y = relu(x W + b), W [2, 3]. */
  static Graph dense() {
    Graph graph = new Graph();
    String x = graph.input("x", ElementType.FLOAT, "batch", "2");
    String weight = graph.initializer("weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    String bias = graph.initializer("bias", new float[] {0, -100, 1}, 3);
    String product = graph.node("MatMul", List.of(x, weight));
    String sum = graph.node("Add", List.of(product, bias));
    graph.output(graph.node("Relu", List.of(sum)), "y", ElementType.FLOAT, "batch", "3");
    return graph;
  }

  @Test
  void emitsWhatOnnxRuntimeComputes() throws Exception {
    float[] y = OnnxSession.run(dense(), file(), Map.of("x", new float[][] {{1, 1}, {-1, 1}}));

    // Small integers: exact in float.
    assertThat(y).containsExactly(5, 0, 10, 3, 0, 4);
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    Graph graph = dense();
    graph.node("Split", List.of("y"), Map.of("axis", 1L, "split", List.of(1L, 2L), "z", "s"));
    OnnxFile.save(graph, file());

    Graph read = OnnxFile.load(file());

    assertThat(read.inputs()).isEqualTo(graph.inputs());
    assertThat(read.outputs()).isEqualTo(graph.outputs());
    assertThat(read.nodes()).isEqualTo(graph.nodes());
    assertThat(read.initializers()).isEqualTo(graph.initializers());
    assertThat(read.opsets()).isEqualTo(graph.opsets());
  }

  @Test
  void sortsNodesAfterThoseTheyRead() {
    Graph graph = dense();
    Node matMul = graph.nodes().getFirst();

    graph.replace(matMul, matMul);

    assertThat(graph.nodes()).extracting(Node::opType).containsExactly("MatMul", "Add", "Relu");
  }

  @Test
  void findsWhoMakesAndWhoReadsAValue() {
    Graph graph = dense();
    Node add = graph.consumers("bias").getFirst();

    assertThat(graph.producer(add.inputs().getFirst()).orElseThrow().opType()).isEqualTo("MatMul");
    assertThat(graph.consumers(add.output())).extracting(Node::opType).containsExactly("Relu");
    assertThat(graph.producer("x")).isEmpty();
  }

  @Test
  void prunesWhatNoOutputDependsOn() {
    Graph graph = dense();
    graph.node("MatMul", List.of("x", graph.initializer("dead", new float[2], 2, 1)));

    graph.prune();

    assertThat(graph.nodes()).hasSize(3);
    assertThat(graph.initializers()).containsOnlyKeys("weight", "bias");
  }

  @Test
  void joinsCopiesIntoAnEnsemble() throws Exception {
    Graph ensemble = new Graph();
    ensemble.input("x", ElementType.FLOAT, "batch", "2");
    String one = ensemble.copy(dense(), "a.", Map.of("x", "x")).get("y");
    String two = ensemble.copy(dense(), "b.", Map.of("x", "x")).get("y");
    String sum = ensemble.node("Add", List.of(one, two));
    ensemble.output(sum, "y", ElementType.FLOAT, "batch", "3");

    float[] y = OnnxSession.run(ensemble, file(), Map.of("x", new float[][] {{1, 1}}));

    assertThat(y).containsExactly(10, 0, 20);
  }

  @Test
  void refusesToCopyAnUnboundInput() {
    assertThatThrownBy(() -> new Graph().copy(dense(), "a.", Map.of()))
        .isInstanceOf(InvalidGraphException.class)
        .hasMessageContaining("input x");
  }

  @Test
  void refusesACircle() {
    Graph graph = dense();
    Node matMul = graph.nodes().getFirst();
    graph.remove(matMul);
    graph.add(new Node("loop", "", "MatMul", List.of("y", "weight"), matMul.outputs(), Map.of()));

    assertThatThrownBy(graph::nodes).hasMessageContaining("circle");
  }

  @Test
  void refusesAReaderOfNothing() {
    Graph graph = dense();
    graph.remove(graph.nodes().getFirst());

    assertThatThrownBy(() -> OnnxFile.save(graph, file()))
        .isInstanceOf(InvalidGraphException.class)
        .hasMessageContaining("node Add (Add): nothing makes its input MatMul");
  }

  @Test
  void refusesATensorWithTooFewElements() {
    assertThatThrownBy(() -> Tensor.of(new float[3], 2, 2))
        .hasMessageContaining("FLOAT [2, 2]: expected 16 bytes, found 12");
  }

  private Path file() {
    return directory.resolve("model.onnx");
  }
}

package io.millrace.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.rewrite.Rewriting.Left;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldConstantsTest {
  @TempDir private Path directory;

  private static String constant(Graph graph, Tensor tensor) {
    return graph.node("Constant", List.of(), Map.of("value", tensor));
  }

  private static String longs(Graph graph, long... numbers) {
    return constant(graph, Tensor.of(numbers, numbers.length));
  }

  @Test
  void foldsAShapeFromItsParts() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) -> {
              String table = constant(graph, Tensor.of(new float[8], 2, 4));
              String zero = constant(graph, Tensor.of(new long[] {0}));
              String axes = longs(graph, 0);
              String two =
                  graph.node(
                      "Gather",
                      List.of(graph.node("Shape", List.of(table)), zero),
                      Map.of("axis", 0L));
              String row = graph.node("Unsqueeze", List.of(two, axes));
              String sum = graph.node("Add", List.of(row, graph.node("Sub", List.of(row, row))));
              String product = graph.node("Mul", List.of(sum, longs(graph, 1)));
              String shape =
                  graph.node("Concat", List.of(product, longs(graph, 4)), Map.of("axis", 0L));
              return graph.node("Reshape", List.of(x, shape));
            });

    made.by(new FoldConstants(), directory);

    assertThat(made.operators()).containsExactly("Reshape");
  }

  @Test
  void foldsATransposedMatrixAndACast() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) -> {
              float[] numbers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
              String matrix = constant(graph, Tensor.of(numbers, 4, 4));
              String turned =
                  graph.node("Transpose", List.of(matrix), Map.of("perm", List.of(1L, 0L)));
              String two = graph.node("Cast", List.of(longs(graph, 2)), Map.of("to", 1L));
              String product = graph.node("MatMul", List.of(x, turned));
              return graph.node("Div", List.of(product, two));
            });

    made.by(new FoldConstants(), directory);

    assertThat(made.operators()).containsExactly("MatMul", "Div");
  }

  @Test
  void leavesWhatItCannotCompute() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) -> {
              String four = graph.initializer("four", new float[] {4});
              return graph.node("Add", List.of(x, graph.node("Sqrt", List.of(four))));
            });

    Rewriting.Report report = made.by(new FoldConstants(), directory);

    assertThat(report.left())
        .extracting(Left::reason)
        .containsExactly("its constant value is not computed here");
    assertThat(made.operators()).containsExactly("Sqrt", "Add");
  }

  @Test
  void leavesAConstantOutput() {
    Graph graph = new Graph();
    String constant = constant(graph, Tensor.of(new float[2], 1, 2));
    graph.output(constant, "y", io.millrace.compress.graph.ElementType.FLOAT, "1", "2");

    Rewriting.Report report = new Rewriting(List.of(new FoldConstants())).apply(graph);

    assertThat(report.left())
        .extracting(Left::reason)
        .containsExactly("it makes an output of the graph");
  }
}

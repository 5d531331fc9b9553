package io.millrace.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.BertGraph;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.rewrite.Rewriting.Left;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuseLayerNormalizationTest {
  @TempDir private Path directory;

  private static String mean(Graph graph, String value, long axis) {
    return graph.node("ReduceMean", List.of(value), Map.of("axes", List.of(axis)));
  }

  private static String scalar(Graph graph, float value) {
    return graph.initializer("scalar", new float[] {value});
  }

  private static String normalized(Graph graph, String x, long firstAxis) {
    String centred = graph.node("Sub", List.of(x, mean(graph, x, firstAxis)));
    String square = graph.node("Pow", List.of(centred, scalar(graph, 2)));
    String sum = graph.node("Add", List.of(mean(graph, square, -1), scalar(graph, 1e-5f)));
    return graph.node("Div", List.of(centred, graph.node("Sqrt", List.of(sum))));
  }

  private static String affine(Graph graph, String value, String scale) {
    String bias = graph.initializer("bias", new float[] {1, 0, -1, 2}, 4);
    return graph.node("Add", List.of(graph.node("Mul", List.of(value, scale)), bias));
  }

  private static String row(Graph graph) {
    return graph.initializer("scale", new float[] {1, 2, 3, -1}, 4);
  }

  @Test
  void fires() throws Exception {
    Rewritten made =
        Rewritten.of((graph, x) -> affine(graph, normalized(graph, x, -1), row(graph)));

    assertThat(made.by(new FuseLayerNormalization(), directory).fired()).isEqualTo(1);
    assertThat(made.operators()).containsExactly("LayerNormalization");
  }

  @Test
  void leavesMeansOverAnotherAxis() throws Exception {
    leaves(
        Rewritten.of((graph, x) -> affine(graph, normalized(graph, x, 0), row(graph))),
        "its means are not over the last axis alone");
  }

  @Test
  void leavesAScaleThatIsNotConstant() throws Exception {
    leaves(
        Rewritten.of((graph, x) -> affine(graph, normalized(graph, x, -1), x)),
        "no constant scale and bias of one axis follow it alone");
  }

  @Test
  void leavesAnOldOpset() {
    Graph graph = BertGraph.of(Family.BERT, 14);

    Rewriting.Report report = new Rewriting(List.of(new FuseLayerNormalization())).apply(graph);

    assertThat(report.fired()).isZero();
    assertThat(report.left())
        .hasSize(1 + 2 * BertGraph.LAYERS)
        .extracting(Left::reason)
        .containsOnly("opset 14 has no LayerNormalization");
  }

  private void leaves(Rewritten made, String reason) throws Exception {
    List<String> before = made.operators();

    Rewriting.Report report = made.by(new FuseLayerNormalization(), directory);

    assertThat(report.left()).extracting(Left::reason).containsExactly(reason);
    assertThat(made.operators()).isEqualTo(before);
  }
}

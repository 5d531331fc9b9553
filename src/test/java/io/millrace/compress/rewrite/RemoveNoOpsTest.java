package io.millrace.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.rewrite.Rewriting.Left;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoveNoOpsTest {
  @TempDir private Path directory;

  private static String dropout(Graph graph, String x, String... more) {
    List<String> inputs = new java.util.ArrayList<>(List.of(x));
    inputs.addAll(List.of(more));
    Node node = new Node("drop", "", "Dropout", inputs, List.of("dropped", "mask"), Map.of());
    return graph.add(node).output();
  }

  private static String cast(Graph graph, String value, ElementType type) {
    return graph.node("Cast", List.of(value), Map.of("to", (long) type.code()));
  }

  private static String negated(Graph graph, String value) {
    return graph.node("Neg", List.of(value));
  }

  @Test
  void takesOutWhatCopies() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) -> {
              String same = graph.node("Identity", List.of(dropout(graph, x)));
              return negated(graph, cast(graph, same, ElementType.FLOAT));
            });

    assertThat(made.by(new RemoveNoOps(), directory).fired()).isEqualTo(3);
    assertThat(made.operators()).containsExactly("Neg");
  }

  @Test
  void leavesACastToAnotherType() throws Exception {
    Rewritten made =
        Rewritten.of(
            (graph, x) -> cast(graph, cast(graph, x, ElementType.INT64), ElementType.FLOAT));

    assertThat(made.by(new RemoveNoOps(), directory)).isEqualTo(new Rewriting.Report(0, List.of()));
    assertThat(made.operators()).containsExactly("Cast", "Cast");
  }

  @Test
  void leavesACopyThatIsAnOutput() throws Exception {
    leaves(
        Rewritten.of((graph, x) -> graph.node("Identity", List.of(negated(graph, x)))),
        "it makes an output of the graph");
  }

  @Test
  void leavesADropoutWhoseMaskIsRead() throws Exception {
    leaves(
        Rewritten.of(
            (graph, x) -> {
              String dropped = dropout(graph, x);
              String mask = cast(graph, "mask", ElementType.FLOAT);
              return graph.node("Mul", List.of(dropped, mask));
            }),
        "its mask is read");
  }

  @Test
  void leavesADropoutThatMayTrain() throws Exception {
    leaves(
        Rewritten.of(
            (graph, x) -> {
              String ratio = graph.initializer("ratio", new float[] {0.5f});
              byte[] no = {0};
              String training =
                  graph.initializer("training", new Tensor(ElementType.BOOL, new long[0], no));
              return negated(graph, dropout(graph, x, ratio, training));
            }),
        "it may be in training mode");
  }

  private void leaves(Rewritten made, String reason) throws Exception {
    List<String> before = made.operators();

    Rewriting.Report report = made.by(new RemoveNoOps(), directory);

    assertThat(report.left()).extracting(Left::reason).containsExactly(reason);
    assertThat(made.operators()).isEqualTo(before);
  }
}

package io.millrace.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.OnnxSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.assertj.core.data.Offset;

/** Small graphs of one input, and what a rule makes of them. */
final class Rewritten {
  private static final float[][] ROWS = {{-3, -0.5f, 0, 1}, {0.25f, 2, 7, -1}};

  /** Ten units in the last place of the largest numbers here. */
  private static final float TOLERANCE = 1e-5f;

  private final Graph graph = new Graph();

  Graph graph() {
    return graph;
  }

  /** A graph from {@code x [rows, 4]} to what the builder makes of it. */
  static Rewritten of(BiFunction<Graph, String, String> body) {
    Rewritten made = new Rewritten();
    String x = made.graph.input("x", ElementType.FLOAT, "rows", "4");
    String y = body.apply(made.graph, x);
    made.graph.output(y, "y", ElementType.FLOAT, "rows", "4");
    return made;
  }

  /** Applies a rule until it is done, holding the graph to its numbers with no optimisation. */
  Rewriting.Report by(RewriteRule rule, Path directory) throws Exception {
    Path file = directory.resolve("model.onnx");
    float[] before = OnnxSession.run(graph, file, Map.of("x", ROWS));
    Rewriting.Report report = new Rewriting(List.of(rule)).apply(graph);
    assertThat(OnnxSession.run(graph, file, Map.of("x", ROWS)))
        .containsExactly(before, Offset.offset(TOLERANCE));
    return report;
  }

  List<String> operators() {
    return graph.nodes().stream().map(Node::opType).toList();
  }
}

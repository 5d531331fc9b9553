package io.millrace.compress.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.BertGraph;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.OnnxSession;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All rules together, on graphs as exporters write them. */
class RewritingTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("io.millrace.compress.graph.BertGraph#exports")
  void keepsTheNumbersOfAnExport(Family family, long opset) throws Exception {
    Path file = directory.resolve("model.onnx");
    Graph graph = BertGraph.of(family, opset);
    float[] before = OnnxSession.run(graph, file, BertGraph.batch(family));

    Rewriting.simplifying().apply(graph);

    assertThat(graph.nodes().stream().map(Node::opType)).doesNotContain("Constant", "Erf");
    // Another way to compute erf: a few units in the last place of hidden numbers near 3.
    assertThat(OnnxSession.run(graph, file, BertGraph.batch(family)))
        .containsExactly(before, Offset.offset(1e-5f));
  }

  @Test
  void dropsOutputsThatNobodyAsksFor() {
    Graph graph = BertGraph.of(Family.MINILM, 14);
    int nodes = graph.nodes().size();
    String extra = graph.node("Shape", java.util.List.of("input_ids"));
    graph.output(extra, "extra", ElementType.INT64, "2");

    assertThat(DropOutputs.allBut(graph, "logits")).containsExactly("extra");
    assertThat(graph.nodes()).hasSize(nodes);
    assertThat(DropOutputs.allBut(graph, "scores")).isEmpty();
  }
}

package io.millrace.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compress.graph.BertGraph;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.OnnxSession;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.prune.StructuredPruning.Removed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Units removed for real: what stays computes what it did. */
class StructuredPruningTest {
  @TempDir private Path directory;

  /** The original with the outgoing numbers of removed units at zero. */
  private static void zero(Graph graph, List<Removed> removed) {
    for (Removed each : removed) {
      Slot reader =
          each.group().slots().stream()
              .filter(slot -> graph.constant(slot.tensor()).orElseThrow().dims().length == 2)
              .reduce((one, other) -> other)
              .orElseThrow();
      Tensor tensor = graph.constant(reader.tensor()).orElseThrow();
      float[] numbers = tensor.floats();
      int columns = (int) tensor.dims()[1];
      for (int i = 0; i < numbers.length; i++) {
        int place = reader.axis() == 0 ? i / columns : i % columns;
        numbers[i] = each.kept()[place / reader.perUnit()] ? numbers[i] : 0;
      }
      graph.setInitializer(reader.tensor(), Tensor.of(numbers, tensor.dims()));
    }
  }

  @ParameterizedTest
  @MethodSource("io.millrace.compress.graph.BertGraph#exports")
  void keepsTheFunctionOfWhatStays(Family family, long opset) throws Exception {
    for (double sparsity : new double[] {0.25, 0.5, 0.99}) {
      Graph pruned = BertGraph.of(family, opset);
      List<Removed> removed = new StructuredPruning(pruned).prune(sparsity, Importance.MAGNITUDE);

      Graph zeroed = BertGraph.of(family, opset);
      zero(zeroed, removed);

      Path file = directory.resolve("model.onnx");
      float[] expected = OnnxSession.run(zeroed, file, BertGraph.batch(family));
      // Leaving zeros out of a sum changes its order at most.
      assertThat(OnnxSession.run(pruned, file, BertGraph.batch(family)))
          .containsExactly(expected, Offset.offset(1e-5f));
    }
  }

  @Test
  void removesTheShareOfEveryLayer() throws Exception {
    Graph graph = BertGraph.of(Family.BERT, 14);
    Path before = directory.resolve("before.onnx");
    OnnxFile.save(graph, before);

    List<Removed> removed = new StructuredPruning(graph).prune(0.5, Importance.MAGNITUDE);

    assertThat(removed.stream().map(each -> each.group().kind() + " " + each.staying()))
        .containsExactlyInAnyOrder("HEADS 2", "HEADS 2", "UNITS 12", "UNITS 12", "UNITS 8");
    assertThat(
            graph.constant("onnx::MatMul_encoder.layer.1.attention.self.key").orElseThrow().dims())
        .containsExactly(BertGraph.WIDTH, BertGraph.WIDTH / 2);
    assertThat(graph.constant("pooler.weight").orElseThrow().dims())
        .containsExactly(BertGraph.WIDTH / 2, BertGraph.WIDTH);
    Path after = directory.resolve("after.onnx");
    OnnxFile.save(graph, after);
    assertThat(Files.size(after)).isLessThan(Files.size(before));
  }

  @Test
  void removesTheUnitsThatMatterLeast() {
    Graph graph = BertGraph.of(Family.BERT, 14);
    Importance onlyOut =
        (name, tensor) -> {
          float[] scores = new float[tensor.data().length];
          if (name.equals("encoder.layer.0.intermediate.dense.bias")) {
            scores[3] = 1;
            scores[17] = 2;
          }
          return scores;
        };

    List<Removed> removed = new StructuredPruning(graph).prune(22.0 / 24, onlyOut);

    boolean[] kept =
        removed.stream()
            .filter(each -> each.group().kind() == UnitKind.UNITS)
            .findFirst()
            .orElseThrow()
            .kept();
    assertThat(kept[3] && kept[17]).isTrue();
  }

  @Test
  void leavesMatricesThatLayersShare() {
    Graph graph = BertGraph.of(Family.BERT, 14);
    String shared = "onnx::MatMul_encoder.layer.0.intermediate.dense";
    graph.redirect("onnx::MatMul_encoder.layer.1.intermediate.dense", shared);
    graph.redirect(
        "onnx::MatMul_encoder.layer.1.attention.self.query",
        "onnx::MatMul_encoder.layer.0.attention.self.query");

    StructuredPruning pruning = new StructuredPruning(graph);

    assertThat(pruning.obstacles())
        .extracting(Obstacle::reason)
        .contains(
            shared + " is read by other nodes, too",
            "onnx::MatMul_encoder.layer.0.attention.self.query is read by other nodes, too");
  }

  @Test
  void namesWhatItLeaves() {
    StructuredPruning pruning = new StructuredPruning(BertGraph.of(Family.MINILM, 14));

    assertThat(pruning.obstacles()).hasSize(1);
    assertThat(pruning.obstacles().getFirst().node().opType()).isEqualTo("Gemm");
    assertThat(pruning.obstacles().getFirst().reason()).isEqualTo("its units leave the graph");
  }
}

package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores embedding tables as bytes: rows are gathered as bytes, then scaled.
 *
 * <p>One scale for the whole table, so that sums of rows can be formed before scaling, and a fixed
 * scale that follows swallows it ({@link ScalesLater}). A scale a row would have to be gathered and
 * multiplied row by row.
 *
 * <p>Not for sharing.
 */
final class Tables {
  /** Smaller constants stay: nothing to gain. */
  static final int SMALLEST = 4096;

  private final Graph graph;
  private final int bits;
  private final Map<String, Table> tables = new HashMap<>();

  private record Table(String quantized, String scale) {}

  Tables(Graph graph, int bits) {
    this.graph = graph;
    this.bits = bits;
  }

  /** Whether a node looks rows up in a constant table of floats worth shrinking. */
  static boolean isLookup(Graph graph, Node node) {
    return node.is("Gather")
        && graph
            .constant(node.inputs().getFirst())
            .filter(table -> table.type() == ElementType.FLOAT && table.count() >= SMALLEST)
            .isPresent();
  }

  /** Why a table cannot be stored as bytes; empty if it can. */
  static Optional<String> obstacle(Graph graph, Node node) {
    String table = node.inputs().getFirst();
    return graph.consumers(table).stream().allMatch(reader -> reader.is("Gather"))
        ? Optional.empty()
        : Optional.of("its table is also read by a node that needs floats");
  }

  /** Gathers bytes in the place of floats. */
  void rewrite(Node node) {
    Table table = tables.computeIfAbsent(node.inputs().getFirst(), this::quantize);
    List<String> inputs = List.of(table.quantized, node.inputs().get(1));
    String rows = graph.node("Gather", inputs, node.attributes());
    String floats =
        graph.node("Cast", List.of(rows), Map.of("to", (long) ElementType.FLOAT.code()));
    String scaled = graph.node("Mul", List.of(floats, table.scale));
    graph.remove(node);
    graph.rename(scaled, node.output());
  }

  private Table quantize(String name) {
    Tensor tensor = graph.constant(name).orElseThrow();
    float[] elements = tensor.floats();
    Symmetric code = Symmetric.of(elements, 0, 1, bits);
    byte[] quantized = new byte[elements.length];
    for (int i = 0; i < elements.length; i++) {
      quantized[i] = code.quantize(elements[i]);
    }
    return new Table(
        graph.initializer(name + "_quantized", Tensor.of(quantized, tensor.dims())),
        graph.initializer(name + "_scale", new float[] {code.scale()}));
  }
}

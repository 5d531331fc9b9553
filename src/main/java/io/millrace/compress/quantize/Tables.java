package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stores embedding tables as bytes: rows are gathered as bytes, then scaled.
 *
 * <p>Where rows are summed, one scale for the whole table, so that sums can be formed before
 * scaling and a fixed scale that follows swallows it ({@link ScalesLater}). Else a scale a row: a
 * few rows far larger than others, as encoders have them, would leave the others no digits.
 *
 * <p>Not for sharing.
 */
final class Tables {
  /** Smaller constants stay: nothing to gain. */
  static final int SMALLEST = 4096;

  private final Graph graph;
  private final int bits;
  private final Map<String, Table> tables = new HashMap<>();

  private final List<Shrunk> shrunk = new ArrayList<>();

  private record Table(String quantized, String scale, boolean isByRow) {}

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
    String scale =
        table.isByRow
            ? graph.node("Gather", List.of(table.scale, node.inputs().get(1)))
            : table.scale;
    String scaled = graph.node("Mul", List.of(floats, scale));
    graph.remove(node);
    graph.rename(scaled, node.output());
  }

  /** What became of the tables. */
  List<Shrunk> shrunk() {
    return shrunk;
  }

  private Table quantize(String name) {
    Tensor tensor = graph.constant(name).orElseThrow();
    float[] elements = tensor.floats();
    int rows = isByRow(name, tensor) ? (int) tensor.dims()[0] : 1;
    int width = elements.length / rows;
    byte[] quantized = new byte[elements.length];
    float[] scales = new float[rows];
    ErrorSum error = new ErrorSum();
    for (int row = 0; row < rows; row++) {
      int end = (row + 1) * width;
      Symmetric code = Symmetric.of(Arrays.copyOfRange(elements, row * width, end), 0, 1, bits);
      scales[row] = code.scale();
      for (int i = row * width; i < end; i++) {
        quantized[i] = code.quantize(elements[i]);
        error.add(elements[i], code.dequantize(quantized[i]));
      }
    }
    shrunk.add(Shrunk.of(name, tensor, bits, quantized.length + (long) rows * Float.BYTES, error));
    long[] shape = rows == 1 ? new long[0] : new long[] {rows, 1};
    return new Table(
        graph.initializer(name + "_quantized", Tensor.of(quantized, tensor.dims())),
        graph.initializer(name + "_scale", scales, shape),
        rows > 1);
  }

  /** Whether rows go their own ways: looked up along the first dimension, and never summed. */
  private boolean isByRow(String name, Tensor tensor) {
    return tensor.dims().length == 2
        && graph.consumers(name).stream()
            .allMatch(
                reader ->
                    reader.integer("axis", 0) == 0
                        && graph.consumers(reader.output()).stream().noneMatch(Tables::isSum));
  }

  private static boolean isSum(Node node) {
    return node.is("ReduceSum") || node.is("ScatterND");
  }
}

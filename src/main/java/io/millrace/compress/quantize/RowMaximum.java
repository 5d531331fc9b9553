package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The maximum over rows that alone reads a product, perhaps of rows that are not masked.
 *
 * <p>Scales of columns are positive, so the largest integer is the largest number, and the maximum
 * may be taken before scaling: {@code max(product * s) = max(product) * s}. Masked rows are those
 * to which {@code (mask - 1) * large} is added; of integers a quarter of their range is subtracted,
 * more than any sum of products of bytes can make up for.
 *
 * <p>Immutable.
 *
 * @param mask the value {@code mask - 1}: 0 for rows that count and -1 for others; empty when all
 *     count
 * @param penalty the node that adds {@code (mask - 1) * large}, if there is one
 * @param maximum the node that takes the maximum
 */
record RowMaximum(Optional<String> mask, Optional<Node> penalty, Node maximum) {
  private static final float LARGE = 1e6f;
  private static final int PENALTY = 1 << 30;

  /** The maximum that alone reads a product, if there is one. */
  static Optional<RowMaximum> of(Graph graph, Node product) {
    Optional<Node> reader = onlyReader(graph, product);
    if (reader.filter(node -> node.is("Add")).isEmpty()) {
      return reader
          .filter(RowMaximum::sparesColumns)
          .map(node -> new RowMaximum(Optional.empty(), Optional.empty(), node));
    }
    Optional<String> mask =
        reader.get().inputs().stream()
            .filter(input -> !input.equals(product.output()))
            .findFirst()
            .flatMap(added -> maskLessOne(graph, added));
    return mask.flatMap(
        value ->
            onlyReader(graph, reader.get())
                .filter(RowMaximum::sparesColumns)
                .map(node -> new RowMaximum(mask, reader, node)));
  }

  /** Takes the maximum of the integers. */
  String ofIntegers(Graph graph, String integers) {
    String counted = mask.map(value -> penalize(graph, integers, value)).orElse(integers);
    return graph.node("ReduceMax", List.of(counted), maximum.attributes());
  }

  /** Takes the float nodes out. */
  void remove(Graph graph) {
    penalty.ifPresent(graph::remove);
    graph.remove(maximum);
  }

  private static String penalize(Graph graph, String integers, String mask) {
    String whole = graph.node("Cast", List.of(mask), Map.of("to", (long) ElementType.INT32.code()));
    String large = graph.initializer("penalty", Tensor.of(new int[] {PENALTY}));
    return graph.node("Add", List.of(integers, graph.node("Mul", List.of(whole, large))));
  }

  /** The value {@code mask - 1} of {@code (mask - 1) * large}, where the mask was a boolean. */
  private static Optional<String> maskLessOne(Graph graph, String added) {
    return graph
        .producer(added)
        .filter(node -> node.is("Mul") && number(graph, node.inputs().get(1)) >= LARGE)
        .map(node -> node.inputs().getFirst())
        .filter(
            difference ->
                graph
                    .producer(difference)
                    .filter(node -> node.is("Sub") && number(graph, node.inputs().get(1)) == 1)
                    .filter(node -> isBoolean(graph, node.inputs().getFirst()))
                    .isPresent());
  }

  /** Whether a value was cast from a boolean. */
  private static boolean isBoolean(Graph graph, String value) {
    Optional<Node> producer = graph.producer(Movement.source(graph, value));
    if (producer.isEmpty() || !producer.get().is("Cast")) {
      return false;
    }
    return producer.get().integer("to", 0) == ElementType.BOOL.code()
        || isBoolean(graph, producer.get().inputs().getFirst());
  }

  private static float number(Graph graph, String value) {
    return graph
        .constant(value)
        .filter(tensor -> tensor.type() == ElementType.FLOAT && tensor.count() == 1)
        .map(tensor -> tensor.floats()[0])
        .orElse(Float.NaN);
  }

  private static Optional<Node> onlyReader(Graph graph, Node node) {
    List<Node> readers = graph.consumers(node.output());
    return readers.size() == 1 && !graph.isOutput(node.output())
        ? Optional.of(readers.getFirst())
        : Optional.empty();
  }

  /** Only axes counted from the end are sure, since ranks are not known here. */
  private static boolean sparesColumns(Node node) {
    return node.is("ReduceMax")
        && node.attributes().get("axes") instanceof List<?> axes
        && axes.stream().allMatch(axis -> (long) axis < -1);
  }
}

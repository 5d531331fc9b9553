package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
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
 * @param mask the value that was a boolean once: 1 for rows that count and 0 for others; empty when
 *     all count
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
            .flatMap(added -> mask(graph, added));
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
    return graph.node("Add", List.of(integers, penalties(graph, mask)));
  }

  /**
   * What to add for each row, chosen as soon as the mask is a boolean and then moved as the mask
   * is: arithmetic on the mask took six small nodes, a seventh of a student's engine call.
   */
  private static String penalties(Graph graph, String mask) {
    Node producer = graph.producer(mask).orElseThrow();
    if (isToBoolean(producer)) {
      String none = graph.initializer("penalty.none", Tensor.of(new int[] {0}));
      String large = graph.initializer("penalty", Tensor.of(new int[] {-PENALTY}));
      return graph.node("Where", List.of(mask, none, large));
    }
    List<String> inputs = new ArrayList<>(producer.inputs());
    inputs.set(0, penalties(graph, inputs.getFirst()));
    return producer.is("Cast")
        ? inputs.getFirst()
        : graph.node(producer.opType(), inputs, producer.attributes());
  }

  /** The mask in {@code (mask - 1) * large}, where that was a boolean. */
  private static Optional<String> mask(Graph graph, String added) {
    return graph
        .producer(added)
        .filter(node -> node.is("Mul") && number(graph, node.inputs().get(1)) >= LARGE)
        .flatMap(node -> graph.producer(node.inputs().getFirst()))
        .filter(node -> node.is("Sub") && number(graph, node.inputs().get(1)) == 1)
        .map(node -> node.inputs().getFirst())
        .filter(mask -> isBoolean(graph, mask));
  }

  /** Whether a value was cast from a boolean, and moved by nodes of one input at most. */
  private static boolean isBoolean(Graph graph, String value) {
    Optional<Node> producer = graph.producer(value);
    if (producer.isEmpty()) {
      return false;
    }
    Node node = producer.get();
    return isToBoolean(node)
        || (node.is("Cast") || Movement.movesOne(node))
            && isBoolean(graph, node.inputs().getFirst());
  }

  private static boolean isToBoolean(Node node) {
    return node.is("Cast") && node.integer("to", 0) == ElementType.BOOL.code();
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

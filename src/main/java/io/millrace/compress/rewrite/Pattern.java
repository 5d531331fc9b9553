package io.millrace.compress.rewrite;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import java.util.List;
import java.util.Optional;

/** Steps of matching that several rules take. */
final class Pattern {
  private Pattern() {}

  /** The node of an operator that makes a value. */
  static Optional<Node> maker(Graph graph, String value, String operator) {
    return graph.producer(value).filter(node -> node.is(operator));
  }

  /** The only node that reads a value, if it is of an operator and the value stays inside. */
  static Optional<Node> onlyReader(Graph graph, String value, String operator) {
    List<Node> readers = graph.consumers(value);
    return readers.size() == 1 && !graph.isOutput(value)
        ? Optional.of(readers.getFirst()).filter(node -> node.is(operator))
        : Optional.empty();
  }

  /** The other input of a node of two. */
  static String other(Node node, String input) {
    return node.inputs().get(node.inputs().getFirst().equals(input) ? 1 : 0);
  }

  /** A constant that is a single float. */
  static Optional<Float> number(Graph graph, String value) {
    return graph
        .constant(value)
        .filter(tensor -> tensor.type() == ElementType.FLOAT && tensor.count() == 1)
        .map(tensor -> tensor.floats()[0]);
  }

  /** Whether a constant is a number, as near as a float of it may be written. */
  static boolean isNumber(Graph graph, String value, double expected) {
    return number(graph, value)
        .filter(number -> Math.abs(number - expected) <= 1e-5 * Math.abs(expected))
        .isPresent();
  }

  /**
   * The input of a commutative node that is not a single float, if the other one is that number.
   */
  static Optional<String> besides(Graph graph, Node node, double expected) {
    return node.inputs().stream()
        .filter(input -> isNumber(graph, input, expected))
        .findFirst()
        .map(number -> other(node, number));
  }
}

package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Nodes that move numbers and change none, so that they may as well move quantized ones, a quarter
 * of the size.
 */
final class Movement {
  private static final Set<String> MOVERS =
      Set.of("Identity", "Slice", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten");

  private Movement() {}

  /** The value whose numbers, and zeros, a value holds in other places; itself if none does. */
  static String source(Graph graph, String value) {
    Optional<Node> producer = graph.producer(value).filter(node -> moves(graph, node));
    if (producer.isEmpty()) {
      return value;
    }
    Set<String> sources =
        moved(producer.get()).stream()
            .map(input -> source(graph, input))
            .collect(Collectors.toSet());
    return sources.size() == 1 ? sources.iterator().next() : value;
  }

  /** The inputs of a mover that hold what it moves. */
  static List<String> moved(Node node) {
    return node.is("Concat") ? node.inputs() : node.inputs().subList(0, 1);
  }

  /** Whether a node puts the numbers of one input into other places, and adds none. */
  static boolean movesOne(Node node) {
    return node.domain().isEmpty() && MOVERS.contains(node.opType());
  }

  private static boolean moves(Graph graph, Node node) {
    return movesOne(node)
        || node.domain().isEmpty()
            && (node.is("Concat") || node.is("Pad") && padsWithZero(graph, node));
  }

  private static boolean padsWithZero(Graph graph, Node node) {
    boolean isConstant = node.attributes().getOrDefault("mode", "constant").equals("constant");
    boolean isPlain = node.inputs().size() < 3 || node.inputs().get(2).isEmpty();
    return isConstant
        && node.inputs().size() >= 2
        && (isPlain || graph.constant(node.inputs().get(2)).filter(Movement::isZero).isPresent());
  }

  private static boolean isZero(Tensor tensor) {
    for (byte part : tensor.data()) {
      if (part != 0) {
        return false;
      }
    }
    return true;
  }
}

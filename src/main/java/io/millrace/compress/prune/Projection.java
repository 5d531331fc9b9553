package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way from a product to one side of attention: a bias, a {@code Reshape} that parts the heads,
 * transposition, scaling.
 *
 * <p>Immutable.
 *
 * @param slots with {@code perUnit} 1: cut by head once the heads' length is known
 * @param split the {@code Reshape} to {@code [..., heads, length]}
 */
record Projection(Product product, List<Slot> slots, Node split) {
  private static final Set<String> TRANSPARENT =
      Set.of("Transpose", "Reshape", "Mul", "Div", "Identity", "Dropout", "Cast", "Add");

  /** The projection that a value comes from, if it comes from one by known nodes. */
  static Optional<Projection> of(Graph graph, String value) {
    return back(graph, value, new ArrayList<>(), null);
  }

  private static Optional<Projection> back(
      Graph graph, String value, List<String> added, Node split) {
    Optional<Node> producer = graph.producer(value);
    Optional<Product> product = producer.flatMap(node -> Product.of(graph, node));
    if (product.isPresent() && split != null) {
      return complete(graph, product.get(), added, split);
    }
    return producer
        .filter(node -> node.domain().isEmpty() && TRANSPARENT.contains(node.opType()))
        .filter(node -> !node.is("Reshape") || split == null)
        .flatMap(node -> through(graph, node, added, node.is("Reshape") ? node : split));
  }

  private static Optional<Projection> through(
      Graph graph, Node node, List<String> added, Node split) {
    List<String> next = new ArrayList<>(added);
    if (node.is("Add")) {
      node.inputs().stream().filter(input -> graph.constant(input).isPresent()).forEach(next::add);
    }
    return node.inputs().stream()
        .flatMap(input -> back(graph, input, next, split).stream())
        .findFirst();
  }

  private static Optional<Projection> complete(
      Graph graph, Product product, List<String> added, Node split) {
    List<Slot> slots = new ArrayList<>(product.out(1));
    for (String constant : added) {
      Tensor tensor = graph.constant(constant).orElseThrow();
      Optional<Slot> slot = Product.bias(graph, constant, product.width(), 1);
      if (slot.isEmpty() && Product.last(tensor) != 1 || graph.consumers(constant).size() > 1) {
        return Optional.empty();
      }
      slot.ifPresent(slots::add);
    }
    return Optional.of(new Projection(product, slots, split));
  }
}

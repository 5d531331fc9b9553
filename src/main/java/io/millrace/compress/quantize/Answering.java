package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The product whose result the logits are.
 *
 * <p>Its error goes into the logits whole; where it is a small share of the work, as in an encoder,
 * it is better left alone.
 */
final class Answering {
  /** Of all weights that products multiply by. */
  private static final double SMALL_SHARE = 0.02;

  private Answering() {}

  /** Its matrix, if that is a small share of all; else none. */
  static Set<String> small(Graph graph, List<Node> products) {
    long all = products.stream().mapToLong(product -> weights(graph, product)).sum();
    return graph.outputs().stream()
        .findFirst()
        .flatMap(output -> behind(graph, output.name()))
        .filter(products::contains)
        .filter(product -> weights(graph, product) < SMALL_SHARE * all)
        .map(product -> Set.of(product.inputs().get(1)))
        .orElse(Set.of());
  }

  /** The product behind a value, with nothing but a bias between. */
  private static Optional<Node> behind(Graph graph, String value) {
    Optional<Node> producer = graph.producer(value);
    if (producer.isEmpty() || Products.isProduct(producer.get())) {
      return producer;
    }
    boolean isPassing =
        List.of("Add", "Identity", "Reshape", "Squeeze").contains(producer.get().opType());
    return isPassing
        ? producer.get().inputs().stream()
            .filter(input -> graph.constant(input).isEmpty())
            .findFirst()
            .flatMap(input -> behind(graph, input))
        : Optional.empty();
  }

  private static long weights(Graph graph, Node product) {
    return graph.constant(product.inputs().get(1)).orElseThrow().count();
  }
}

package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a float graph compute with bytes: matrices and embedding tables are stored as signed bytes
 * ({@link Symmetric}), activations become unsigned bytes ({@link Affine}) on their way, and ONNX
 * Runtime multiplies them with its integer kernels.
 *
 * <p>What has no integer form here stays as it is and is named in the report.
 *
 * <p>Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference, CVPR 2018.
 */
public final class LinearQuantization {
  private LinearQuantization() {}

  /**
   * What was done.
   *
   * @param products how many products compute with integers now
   * @param tables how many lookups gather bytes now
   * @param left what stayed as it was, and why
   */
  public record Report(int products, int tables, List<Left> left) {}

  /** A node that stayed as it was. */
  public record Left(Node node, String reason) {}

  /** The values whose ranges must be known for fixed scales. */
  public static List<String> observed(Graph graph) {
    List<String> read = read(graph);
    Activations activations = new Activations(graph, read, Map.of());
    return read.stream().map(activations::quantizedFor).distinct().toList();
  }

  /**
   * Rewrites a graph in place.
   *
   * @param bits of weights, 2 to 8; always stored as bytes
   * @param ranges by value, of {@link #observed} or none; a value without a range is measured in
   *     each call, so that an utterance's logits depend on its company in the batch
   */
  public static Report rewrite(Graph graph, int bits, Map<String, Range> ranges) {
    Products products = new Products(graph, new Activations(graph, read(graph), ranges), bits);
    Tables tables = new Tables(graph, bits);
    int productCount = 0;
    int tableCount = 0;
    for (Node node : graph.nodes()) {
      if (Tables.isLookup(graph, node) && Tables.obstacle(graph, node).isEmpty()) {
        tables.rewrite(node);
        tableCount++;
      } else if (isQuantizable(graph, node)) {
        products.rewrite(node);
        productCount++;
      }
    }
    graph.prune();
    new ScalesLater(graph).rewrite();
    return new Report(productCount, tableCount, left(graph));
  }

  private static List<String> read(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> isQuantizable(graph, node))
        .map(node -> node.inputs().getFirst())
        .toList();
  }

  private static boolean isQuantizable(Graph graph, Node node) {
    return Products.isProduct(node) && Products.obstacle(graph, node).isEmpty();
  }

  private static List<Left> left(Graph graph) {
    List<Left> left = new ArrayList<>();
    for (Node node : graph.nodes()) {
      reason(graph, node).ifPresent(reason -> left.add(new Left(node, reason)));
    }
    return left;
  }

  private static Optional<String> reason(Graph graph, Node node) {
    if (Products.isProduct(node)) {
      return Products.obstacle(graph, node);
    }
    if (Tables.isLookup(graph, node)) {
      return Tables.obstacle(graph, node);
    }
    boolean holdsWeights = node.inputs().stream().anyMatch(input -> isLarge(graph, input));
    return holdsWeights
        ? Optional.of(node.opType() + " has no integer form that is faster here")
        : Optional.empty();
  }

  private static boolean isLarge(Graph graph, String value) {
    return graph
        .constant(value)
        .filter(tensor -> tensor.type() == ElementType.FLOAT && tensor.count() >= Tables.SMALLEST)
        .isPresent();
  }
}

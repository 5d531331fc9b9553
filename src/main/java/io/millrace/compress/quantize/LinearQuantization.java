package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.quantize.Report.Left;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** The values whose ranges must be known for fixed scales. */
  public static List<String> observed(Graph graph) {
    return observed(graph, Set.of());
  }

  /** The values whose ranges must be known for fixed scales, when some constants stay floats. */
  public static List<String> observed(Graph graph, Set<String> kept) {
    List<String> read = read(products(graph, kept));
    Activations activations = new Activations(graph, read, Map.of());
    return read.stream().map(activations::quantizedFor).distinct().toList();
  }

  /**
   * The matrix that makes the logits, where it is a small share of all: its error goes into the
   * logits whole, and to keep it costs next to nothing.
   */
  public static Set<String> answering(Graph graph) {
    return Answering.small(graph, products(graph, Set.of()));
  }

  /** The constants that would be stored as bytes. */
  public static List<String> weights(Graph graph) {
    List<String> names = new ArrayList<>();
    products(graph, Set.of()).forEach(node -> names.add(node.inputs().get(1)));
    graph.nodes().stream()
        .filter(node -> Tables.isLookup(graph, node) && Tables.obstacle(graph, node).isEmpty())
        .forEach(node -> names.add(node.inputs().getFirst()));
    return names.stream().distinct().toList();
  }

  /**
   * Rewrites a graph in place.
   *
   * @param bits of weights, 2 to 8; always stored as bytes
   * @param ranges by value, of {@link #observed} or none; a value without a range is measured in
   *     each call, so that an utterance's logits depend on its company in the batch
   */
  public static Report rewrite(Graph graph, int bits, Map<String, Range> ranges) {
    return rewrite(graph, WeightCode.of(bits), ranges, Set.of());
  }

  /**
   * Rewrites a graph in place, but for the readers of some constants.
   *
   * @param code of the matrices; tables keep to symmetric codes of as many bits
   * @param kept constants that stay floats
   * @throws IllegalArgumentException if a weight is infinite, naming the constant
   */
  public static Report rewrite(
      Graph graph, WeightCode code, Map<String, Range> ranges, Set<String> kept) {
    requireFinite(graph);
    List<Node> quantizable = products(graph, kept);
    Products products =
        new Products(graph, new Activations(graph, read(quantizable), ranges), code);
    Tables tables = new Tables(graph, code.bits());
    Set<String> names = quantizable.stream().map(Node::name).collect(Collectors.toSet());
    for (Node node : graph.nodes()) {
      if (names.contains(node.name())) {
        products.rewrite(node);
      } else if (Tables.isLookup(graph, node)
          && Tables.obstacle(graph, node).isEmpty()
          && !kept.contains(node.inputs().getFirst())) {
        tables.rewrite(node);
      }
    }
    graph.prune();
    new ScalesLater(graph).rewrite();
    Normalizations.rewrite(graph);
    graph.prune();
    List<Shrunk> shrunk = new ArrayList<>(products.shrunk());
    shrunk.addAll(tables.shrunk());
    return new Report(shrunk, left(graph));
  }

  private static void requireFinite(Graph graph) {
    for (String name : weights(graph)) {
      for (float value : graph.constant(name).orElseThrow().floats()) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("initializer " + name + ": holds " + value);
        }
      }
    }
  }

  private static List<String> read(List<Node> products) {
    return products.stream().map(node -> node.inputs().getFirst()).toList();
  }

  private static List<Node> products(Graph graph, Set<String> kept) {
    return graph.nodes().stream()
        .filter(node -> Products.isProduct(node) && Products.obstacle(graph, node).isEmpty())
        .filter(node -> !kept.contains(node.inputs().get(1)))
        .toList();
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
      return Products.obstacle(graph, node)
          .or(() -> Optional.of("kept in floats, for the sake of accuracy"));
    }
    if (Tables.isLookup(graph, node)) {
      return Tables.obstacle(graph, node)
          .or(() -> Optional.of("kept in floats, for the sake of accuracy"));
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

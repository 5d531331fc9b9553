package io.millrace.compress.teach;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.bundle.InvalidBundleException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value inside a teacher that its student shall foretell: {@code [batch, width]}, read by a
 * product with a constant matrix of {@code width} rows. By default the value that the teacher's
 * last product reads, which is what it knows of an utterance before it names labels.
 *
 * <p>Immutable.
 *
 * <p>Source: Romero et al., FitNets: Hints for Thin Deep Nets, ICLR 2015.
 *
 * @param value its name in the graph
 */
record Hint(String value, int width) {
  /**
   * Finds a hint.
   *
   * @param named the value's name; none: the default
   * @param file of the graph, for the message
   * @throws InvalidBundleException if there is none, naming the value
   */
  static Hint of(Graph graph, Optional<String> named, Path file) {
    List<Node> products = new ArrayList<>();
    if (named.isPresent()) {
      graph.nodes().stream()
          .filter(node -> width(graph, node) > 0 && read(graph, node).equals(named.get()))
          .forEach(products::add);
    } else {
      last(graph, graph.outputs().getFirst().name()).ifPresent(products::add);
    }
    if (products.isEmpty()) {
      throw new InvalidBundleException(
          "%s: hint: expected %s that a product with a constant matrix reads"
              .formatted(file, named.map(name -> "a value named " + name).orElse("a value")));
    }
    return new Hint(read(graph, products.getFirst()), width(graph, products.getFirst()));
  }

  /** Lets a graph answer with {@code [batch, labels + width]}: the logits, then the hint. */
  void joinTo(Graph graph) {
    String logits = graph.outputs().getFirst().name();
    graph.outputs().forEach(output -> graph.removeOutput(output.name()));
    String original = graph.fresh("original_logits");
    graph.rename(logits, original);
    String both = graph.node("Concat", List.of(original, value), Map.of("axis", 1L));
    graph.output(both, logits, ElementType.FLOAT, "batch", "logits_and_hint");
  }

  /** The last product on the way to a value. */
  private static Optional<Node> last(Graph graph, String value) {
    Optional<Node> producer = graph.producer(value);
    if (producer.isEmpty() || width(graph, producer.get()) > 0) {
      return producer;
    }
    return producer.get().inputs().stream()
        .filter(input -> !input.isEmpty() && graph.constant(input).isEmpty())
        .flatMap(input -> last(graph, input).stream())
        .findFirst();
  }

  /** What a product reads, before it was quantized. */
  private static String read(Graph graph, Node product) {
    String left = product.inputs().getFirst();
    return graph
        .producer(left)
        .filter(node -> node.is("QuantizeLinear") || node.is("DynamicQuantizeLinear"))
        .map(node -> node.inputs().getFirst())
        .orElse(left);
  }

  /** Rows of a product's constant matrix; 0 of another node. */
  private static int width(Graph graph, Node node) {
    boolean isProduct = node.is("MatMul") || node.is("Gemm") || node.is("MatMulInteger");
    Optional<Tensor> matrix =
        isProduct ? graph.constant(node.inputs().get(1)) : Optional.<Tensor>empty();
    return matrix
        .filter(tensor -> tensor.dims().length == 2)
        .map(tensor -> (int) tensor.dims()[node.integer("transB", 0) == 0 ? 0 : 1])
        .orElse(0);
  }
}

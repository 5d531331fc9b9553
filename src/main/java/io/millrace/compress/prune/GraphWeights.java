package io.millrace.compress.prune;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of a graph by name, to read and to replace.
 *
 * <p>Weights are constant floats of two axes or more that a product, a convolution or a lookup
 * reads; biases and scales are few and stay.
 */
public final class GraphWeights {
  private static final Set<String> READERS = Set.of("MatMul", "Gemm", "Gather", "Conv");

  private GraphWeights() {}

  /** The weights by the name of their constant, in the order of the nodes. */
  public static Map<String, FloatTensor> of(Graph graph) {
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.domain().isEmpty() && READERS.contains(node.opType())) {
        node.inputs().forEach(input -> add(graph, input, weights));
      }
    }
    return weights;
  }

  /** Puts other numbers of the same names into the graph. */
  public static void replace(Graph graph, Map<String, FloatTensor> weights) {
    weights.forEach((name, tensor) -> replace(graph, name, tensor));
  }

  static void replace(Graph graph, String name, FloatTensor tensor) {
    Tensor other = Tensor.of(tensor.data(), tensor.shape());
    if (graph.initializers().containsKey(name)) {
      graph.setInitializer(name, other);
    } else {
      Node constant = graph.producer(name).orElseThrow();
      Map<String, Object> value = Map.of("value", other);
      graph.replace(
          constant, new Node(constant.name(), "", "Constant", List.of(), List.of(name), value));
    }
  }

  private static void add(Graph graph, String input, Map<String, FloatTensor> weights) {
    graph
        .constant(input)
        .filter(tensor -> tensor.type() == ElementType.FLOAT && tensor.dims().length >= 2)
        .ifPresent(tensor -> weights.put(input, new FloatTensor(tensor.dims(), tensor.floats())));
  }
}

package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.InvalidGraphException;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;

/** Exporters keep weights as initializers or in {@code Constant} nodes; one of them is enough. */
final class Constants {
  private Constants() {}

  /**
   * Makes initializers of what {@code Constant} nodes hold, under the same names.
   *
   * @throws InvalidGraphException if one holds NaN, naming it
   */
  static void lift(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.is("Constant")
          && node.attributes().get("value") instanceof Tensor tensor
          && !graph.isOutput(node.output())) {
        requireNumbers(node, tensor);
        graph.remove(node);
        graph.initializer(node.output(), tensor);
      }
    }
  }

  private static void requireNumbers(Node node, Tensor tensor) {
    if (tensor.type() == io.millrace.compress.graph.ElementType.FLOAT) {
      for (float value : tensor.floats()) {
        if (Float.isNaN(value)) {
          throw new InvalidGraphException(node + ": holds NaN");
        }
      }
    }
  }
}

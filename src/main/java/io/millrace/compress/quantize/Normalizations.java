package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Writes layer normalizations so that ONNX Runtime leaves them in parts.
 *
 * <p>Its kernel for the whole took 870 µs for 384 rows of 384 numbers, its kernels for the parts
 * 230 µs (1.28.0, one thread). It knows a normalization by the square in it: {@code x^2} becomes
 * {@code x x}, which is the same number. Once products are integer, normalizations are a third of
 * an encoder's time.
 *
 * <p>Source: ONNX LayerNormalization, opset 17; ONNX Runtime, layer_norm_fusion.cc.
 */
final class Normalizations {
  /** From here on reductions take their axes as an input. */
  private static final long AXES_AS_INPUT = 18;

  private Normalizations() {}

  static void rewrite(Graph graph) {
    for (Node node : graph.nodes()) {
      if (isSquare(graph, node)) {
        String x = node.inputs().getFirst();
        graph.replace(
            node, new Node(node.name(), "", "Mul", List.of(x, x), node.outputs(), Map.of()));
      } else if (isWhole(graph, node)) {
        part(graph, node);
      }
    }
  }

  private static boolean isSquare(Graph graph, Node node) {
    return node.is("Pow")
        && graph
            .constant(node.inputs().get(1))
            .filter(exponent -> exponent.count() == 1 && is(exponent, 2))
            .isPresent();
  }

  private static boolean is(Tensor number, int expected) {
    return switch (number.type()) {
      case FLOAT -> number.floats()[0] == expected;
      case INT32, INT64 -> number.longs()[0] == expected;
      default -> false;
    };
  }

  /** Whether a node normalizes along the last dimension, and nobody asks for more than that. */
  private static boolean isWhole(Graph graph, Node node) {
    return node.is("LayerNormalization")
        && node.integer("axis", -1) == -1
        && node.outputs().stream()
            .skip(1)
            .allMatch(extra -> extra.isEmpty() || graph.consumers(extra).isEmpty());
  }

  private static void part(Graph graph, Node node) {
    String x = node.inputs().getFirst();
    String centred = graph.node("Sub", List.of(x, mean(graph, x)));
    String variance = mean(graph, graph.node("Mul", List.of(centred, centred)));
    String little = graph.initializer("epsilon", new float[] {node.real("epsilon", 1e-5f)});
    String spread = graph.node("Sqrt", List.of(graph.node("Add", List.of(variance, little))));
    String y = graph.node("Div", List.of(centred, spread));
    y = graph.node("Mul", List.of(y, node.inputs().get(1)));
    if (node.inputs().size() > 2 && !node.inputs().get(2).isEmpty()) {
      y = graph.node("Add", List.of(y, node.inputs().get(2)));
    }
    graph.remove(node);
    graph.rename(y, node.output());
  }

  private static String mean(Graph graph, String value) {
    if (graph.opsets().get("") >= AXES_AS_INPUT) {
      String last = graph.initializer("last", new long[] {-1}, 1);
      return graph.node("ReduceMean", List.of(value, last), Map.of("keepdims", 1L));
    }
    return graph.node("ReduceMean", List.of(value), Map.of("axes", List.of(-1L), "keepdims", 1L));
  }
}

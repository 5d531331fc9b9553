package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves multiplications by one number behind sums, where there is less to multiply, and into a
 * quantization that follows, where there is nothing left to do.
 *
 * <p>{@code sum(x s) = s sum(x)}; {@code QuantizeLinear(x s, c) = QuantizeLinear(x, c / s)}. Of
 * whole numbers the sums are exact.
 *
 * <p>Not for sharing.
 */
final class ScalesLater {
  private final Graph graph;

  ScalesLater(Graph graph) {
    this.graph = graph;
  }

  /** Applies the rule until it fires nowhere. */
  void rewrite() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : graph.nodes()) {
        if (rewrite(node)) {
          changed = true;
          break;
        }
      }
    }
  }

  private boolean rewrite(Node node) {
    return switch (node.opType()) {
      case "ReduceSum" -> behind(node, List.of(0));
      case "ScatterND" ->
          node.attributes().getOrDefault("reduction", "none").equals("add")
              && behind(node, List.of(0, 2));
      case "QuantizeLinear" -> into(node);
      default -> false;
    };
  }

  /** Feeds a sum with what is scaled, and scales its output instead. */
  private boolean behind(Node sum, List<Integer> places) {
    List<String> inputs = new ArrayList<>(sum.inputs());
    String scale = null;
    for (int place : places) {
      Optional<Node> scaling = scaling(inputs.get(place));
      if (scaling.isEmpty() || (scale != null && !scale.equals(factor(scaling.get())))) {
        return false;
      }
      scale = factor(scaling.get());
      inputs.set(place, scaling.get().inputs().getFirst());
    }
    String unscaled = graph.node(sum.opType(), inputs, sum.attributes());
    String scaled = graph.node("Mul", List.of(unscaled, scale));
    graph.remove(sum);
    graph.rename(scaled, sum.output());
    graph.prune();
    return true;
  }

  private boolean into(Node quantization) {
    Optional<Node> scaling = scaling(quantization.inputs().getFirst());
    Optional<Tensor> scale = graph.constant(quantization.inputs().get(1));
    if (scaling.isEmpty() || scale.isEmpty() || scale.get().count() != 1) {
      return false;
    }
    float factor = graph.constant(factor(scaling.get())).orElseThrow().floats()[0];
    float[] combined = {scale.get().floats()[0] / factor};
    List<String> inputs = new ArrayList<>(quantization.inputs());
    inputs.set(0, scaling.get().inputs().getFirst());
    inputs.set(1, graph.initializer(inputs.get(1) + "_combined", combined));
    String quantized = graph.node("QuantizeLinear", inputs, quantization.attributes());
    graph.remove(quantization);
    graph.rename(quantized, quantization.output());
    graph.prune();
    return true;
  }

  /** The multiplication by one constant number that makes a value, if one does. */
  private Optional<Node> scaling(String value) {
    return graph
        .producer(value)
        .filter(node -> node.is("Mul"))
        .filter(node -> graph.constant(factor(node)).filter(ScalesLater::isScale).isPresent());
  }

  private static boolean isScale(Tensor tensor) {
    return tensor.type() == ElementType.FLOAT && tensor.count() == 1 && tensor.floats()[0] > 0;
  }

  private static String factor(Node scaling) {
    return scaling.inputs().get(1);
  }
}

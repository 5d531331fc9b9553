package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Quantized twins of the values that products read: one for each value, however many read it.
 *
 * <p>A value with an observed range gets a fixed scale ({@code QuantizeLinear}); any other is
 * measured in each call ({@code DynamicQuantizeLinear}). Where windows of one value are laid side
 * by side, as a convolution written as a product does, the value is quantized once and its windows
 * are cut from the twin.
 *
 * <p>Not for sharing.
 */
final class Activations {
  private final Graph graph;
  private final Map<String, Range> ranges;
  private final Set<String> windowed = new HashSet<>();
  private final Map<String, Twin> twins = new HashMap<>();
  private final Map<String, String> moved = new HashMap<>();

  /**
   * @param value the quantized value, unsigned bytes
   * @param scale the value that holds its scale
   * @param zeroPoint the value that holds its zero point
   * @param fixedScale the scale, when it does not depend on the call
   */
  record Twin(String value, String scale, String zeroPoint, OptionalDouble fixedScale) {}

  /**
   * @param read the values that products read
   */
  Activations(Graph graph, List<String> read, Map<String, Range> ranges) {
    this.graph = graph;
    this.ranges = ranges;
    for (String value : read) {
      if (graph.producer(value).filter(node -> node.is("Concat")).isPresent()) {
        windowed.add(Movement.source(graph, value));
      }
    }
  }

  /** The value that has to be quantized for a product to read this one. */
  String quantizedFor(String value) {
    String source = Movement.source(graph, value);
    return windowed.contains(source) ? source : value;
  }

  /** The twin of a value, made on first demand. */
  Twin twin(String value) {
    String source = quantizedFor(value);
    Twin twin = twins.computeIfAbsent(source, this::quantize);
    return source.equals(value)
        ? twin
        : new Twin(move(value, source, twin), twin.scale, twin.zeroPoint, twin.fixedScale);
  }

  private Twin quantize(String value) {
    Range range = ranges.get(value);
    return range == null ? quantizeByCall(value) : quantize(value, Affine.of(range));
  }

  private Twin quantize(String value, Affine affine) {
    String scale = graph.initializer(value + "_scale", new float[] {affine.scale()});
    byte[] zero = {(byte) affine.zeroPoint()};
    String zeroPoint = graph.initializer(value + "_zero_point", Tensor.ofUnsigned(zero));
    String quantized = graph.node("QuantizeLinear", List.of(value, scale, zeroPoint));
    return new Twin(quantized, scale, zeroPoint, OptionalDouble.of(affine.scale()));
  }

  private Twin quantizeByCall(String value) {
    List<String> outputs =
        List.of(
            graph.fresh(value + "_quantized"),
            graph.fresh(value + "_scale"),
            graph.fresh(value + "_zero_point"));
    graph.add(
        new Node(
            outputs.getFirst(), "", "DynamicQuantizeLinear", List.of(value), outputs, Map.of()));
    return new Twin(outputs.get(0), outputs.get(1), outputs.get(2), OptionalDouble.empty());
  }

  /** Repeats the movements between source and value on the twin. */
  private String move(String value, String source, Twin twin) {
    if (value.equals(source)) {
      return twin.value;
    }
    String known = moved.get(value);
    if (known != null) {
      return known;
    }
    Node mover = graph.producer(value).orElseThrow();
    List<String> inputs = new ArrayList<>(mover.inputs());
    for (int i = 0; i < Movement.moved(mover).size(); i++) {
      inputs.set(i, move(inputs.get(i), source, twin));
    }
    if (mover.is("Pad")) {
      // Zero is the zero point, once quantized.
      if (inputs.size() == 2) {
        inputs.add(twin.zeroPoint);
      } else {
        inputs.set(2, twin.zeroPoint);
      }
    }
    String result = graph.node(mover.opType(), inputs, mover.attributes());
    moved.put(value, result);
    return result;
  }
}

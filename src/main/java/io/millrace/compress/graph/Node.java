package io.millrace.compress.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operation of a graph.
 *
 * <p>Immutable. {@code inputs} may hold empty names: an optional input left out. {@code attributes}
 * hold {@code Long}, {@code Float}, {@code String}, {@link Tensor}, or lists of the first three.
 * {@code domain} is empty for ONNX's own operators.
 *
 * <p>Source: onnx.proto, NodeProto.
 */
public record Node(
    String name,
    String domain,
    String opType,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes) {

  /** The domain of ONNX Runtime's own operators. */
  public static final String MICROSOFT = "com.microsoft";

  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = new TreeMap<>(attributes);
  }

  /** Whether this is ONNX's own operator of that name. */
  public boolean is(String operator) {
    return domain.isEmpty() && opType.equals(operator);
  }

  /** The only output, or the first. */
  public String output() {
    return outputs.getFirst();
  }

  /** An integer attribute. */
  public long integer(String attribute, long otherwise) {
    return (long) attributes.getOrDefault(attribute, otherwise);
  }

  /** A float attribute. */
  public float real(String attribute, float otherwise) {
    return (float) attributes.getOrDefault(attribute, otherwise);
  }

  /** Name and operator, as errors and tables show a node. */
  @Override
  public String toString() {
    return "node " + name + " (" + opType + ")";
  }
}

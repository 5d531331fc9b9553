package io.millrace.compress.arch.layer;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.List;
import java.util.Map;

/** Small groups of nodes that several parts need. */
public final class Nodes {
  /** So much less that no maximum is found there, and no share of attention. */
  static final float LARGE = 1e9f;

  private Nodes() {}

  /** Adds a constant. */
  public static String tensor(Graph graph, String name, FloatTensor tensor) {
    return graph.initializer(name, tensor.data(), tensor.shape());
  }

  /** Adds a constant out of a map, under its name there. */
  public static String tensor(Graph graph, String name, Map<String, FloatTensor> weights) {
    return tensor(graph, name, weights.get(name));
  }

  /** Sums along one axis. */
  public static String sum(Graph graph, String value, long axis, long keep) {
    String axes = graph.initializer("axis" + axis, new long[] {axis}, 1);
    return graph.node("ReduceSum", List.of(value, axes), Map.of("keepdims", keep));
  }

  /** The mean over tokens, {@code [batch, width]}, of values {@code [batch, length, width]}. */
  public static String mean(Graph graph, String masked, String mask) {
    String one = graph.initializer("one", new float[] {1});
    String count = graph.node("Max", List.of(sum(graph, mask, 1, 0), one));
    return graph.node("Div", List.of(sum(graph, masked, 1, 0), count));
  }

  /** 0 for tokens, and for padding so little that no maximum is found there. */
  public static String penalty(Graph graph, String mask) {
    String one = graph.initializer("penalty.one", new float[] {1});
    String large = graph.initializer("penalty.large", new float[] {LARGE});
    return graph.node("Mul", List.of(graph.node("Sub", List.of(mask, one)), large));
  }

  /** The largest value over tokens, {@code [batch, width]}, of {@code [batch, length, width]}. */
  public static String maximum(Graph graph, String value, String mask) {
    String counted = graph.node("Add", List.of(value, penalty(graph, mask)));
    return graph.node("ReduceMax", List.of(counted), Map.of("axes", List.of(-2L), "keepdims", 0L));
  }

  /** Reads a value as another shape; 0 keeps a length, -1 takes what is left. */
  static String reshape(Graph graph, String value, long... shape) {
    String target = graph.initializer("shape", shape, shape.length);
    return graph.node("Reshape", List.of(value, target));
  }

  /** Puts axes into another order. */
  static String transpose(Graph graph, String value, Long... order) {
    return graph.node("Transpose", List.of(value), Map.of("perm", List.of(order)));
  }

  /** Reads numbers as another type. */
  public static String cast(Graph graph, String value, ElementType type) {
    return graph.node("Cast", List.of(value), Map.of("to", (long) type.code()));
  }
}

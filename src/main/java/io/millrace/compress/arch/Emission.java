package io.millrace.compress.arch;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.List;
import java.util.Map;

/**
 * Writes an architecture with its weights as an ONNX graph.
 *
 * <pre>
 * ngrams [batch, length, width] int32 --Gather, ReduceSum--> tokens [batch, length, embedding]
 *        --first id of each--> mask [batch, length, 1]
 * tokens, mask --Architecture.emit--> features --MatMul, Add--> logits [batch, labels]
 * </pre>
 */
public final class Emission {
  /** The input's name. */
  public static final String INPUT = "ngrams";

  /** The output's name. */
  public static final String OUTPUT = "logits";

  private Emission() {}

  /** A graph that gives the same logits as the network. */
  public static Graph graph(Architecture architecture, Weights weights) {
    Graph graph = new Graph();
    String ids = graph.input(INPUT, ElementType.INT32, "batch", "length", "width");
    String table = tensor(graph, Weights.TABLE, weights.table());
    String rows = graph.node("Gather", List.of(table, ids));
    String tokens = sum(graph, rows, 2, 0);
    String features = architecture.emit(graph, tokens, mask(graph, ids), weights);
    String products =
        graph.node(
            "MatMul",
            List.of(features, tensor(graph, "dense.weight", weights.get("dense.weight"))));
    FloatTensor bias = weights.get("dense.bias");
    String logits = graph.node("Add", List.of(products, tensor(graph, "dense.bias", bias)));
    graph.output(logits, OUTPUT, ElementType.FLOAT, "batch", String.valueOf(bias.length(0)));
    return graph;
  }

  /** Adds a constant. */
  static String tensor(Graph graph, String name, FloatTensor tensor) {
    return graph.initializer(name, tensor.data(), tensor.shape());
  }

  /** Sums along one axis. */
  static String sum(Graph graph, String value, long axis, long keep) {
    String axes = graph.initializer("axis" + axis, new long[] {axis}, 1);
    return graph.node("ReduceSum", List.of(value, axes), Map.of("keepdims", keep));
  }

  /** A token is padding when its first id is 0. */
  private static String mask(Graph graph, String ids) {
    String from = graph.initializer("mask.from", new long[] {0}, 1);
    String to = graph.initializer("mask.to", new long[] {1}, 1);
    String axis = graph.initializer("mask.axis", new long[] {2}, 1);
    String first = graph.node("Slice", List.of(ids, from, to, axis));
    String known = graph.node("Cast", List.of(first), cast(ElementType.BOOL));
    return graph.node("Cast", List.of(known), cast(ElementType.FLOAT));
  }

  private static Map<String, Object> cast(ElementType type) {
    return Map.of("to", (long) type.code());
  }
}

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
 * words [batch, length] int32 --Gather--> rows [batch, length, embedding]
 *       --is not 0--> mask [batch, length, 1]
 * grams [n] int32 --Gather--> rows [n, embedding]
 * places [n, 2] int64, utterance and token: where each of these is added to those --> tokens
 * tokens, mask --Architecture.emit--> features --MatMul, Add--> logits [batch, labels]
 * </pre>
 *
 * <p>The first id of each token is a word, all others are grams: a rectangle of all ids would hold
 * five times as many.
 */
public final class Emission {
  /** The inputs' names. */
  public static final List<String> INPUTS = List.of("words", "grams", "places");

  /** The output's name. */
  public static final String OUTPUT = "logits";

  private static final float LARGE = 1e9f;

  private Emission() {}

  /** A graph that gives the same logits as the network. */
  public static Graph graph(Architecture architecture, Weights weights) {
    Graph graph = new Graph();
    String words = graph.input(INPUTS.get(0), ElementType.INT32, "batch", "length");
    String grams = graph.input(INPUTS.get(1), ElementType.INT32, "n");
    String places = graph.input(INPUTS.get(2), ElementType.INT64, "n", "2");
    String table = tensor(graph, Weights.TABLE, weights.table());
    String wordRows = graph.node("Gather", List.of(table, words));
    String gramRows = graph.node("Gather", List.of(table, grams));
    String tokens =
        graph.node("ScatterND", List.of(wordRows, places, gramRows), Map.of("reduction", "add"));
    String features = architecture.emit(graph, tokens, mask(graph, words), weights);
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
  private static String mask(Graph graph, String words) {
    String known = graph.node("Cast", List.of(words), cast(ElementType.BOOL));
    String mask = graph.node("Cast", List.of(known), cast(ElementType.FLOAT));
    String last = graph.initializer("mask.axis", new long[] {2}, 1);
    return graph.node("Unsqueeze", List.of(mask, last));
  }

  /** 0 for tokens, and for padding so little that no maximum is found there. */
  static String penalty(Graph graph, String mask) {
    String one = graph.initializer("penalty.one", new float[] {1});
    String large = graph.initializer("penalty.large", new float[] {LARGE});
    return graph.node("Mul", List.of(graph.node("Sub", List.of(mask, one)), large));
  }

  private static Map<String, Object> cast(ElementType type) {
    return Map.of("to", (long) type.code());
  }
}

package io.millrace.compress.arch;

import io.millrace.compress.arch.layer.Nodes;
import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
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

  private Emission() {}

  /** A graph that gives the same logits as the network. */
  public static Graph graph(Architecture architecture, Weights weights) {
    Graph graph = new Graph();
    String words = graph.input(INPUTS.get(0), ElementType.INT32, "batch", "length");
    String grams = graph.input(INPUTS.get(1), ElementType.INT32, "n");
    String places = graph.input(INPUTS.get(2), ElementType.INT64, "n", "2");
    String table = Nodes.tensor(graph, Weights.TABLE, weights.table());
    String wordRows = graph.node("Gather", List.of(table, words));
    String gramRows = graph.node("Gather", List.of(table, grams));
    String tokens =
        graph.node("ScatterND", List.of(wordRows, places, gramRows), Map.of("reduction", "add"));
    String mask = mask(graph, words);
    String features = architecture.emit(graph, tokens, mask, weights);
    int labels = weights.get("dense.bias").length(0);
    String logits = architecture.dense(labels).emit(graph, features, mask, weights.others());
    graph.output(logits, OUTPUT, ElementType.FLOAT, "batch", String.valueOf(labels));
    return graph;
  }

  /** A token is padding when its first id is 0. */
  private static String mask(Graph graph, String words) {
    String known = Nodes.cast(graph, words, ElementType.BOOL);
    String mask = Nodes.cast(graph, known, ElementType.FLOAT);
    String last = graph.initializer("mask.axis", new long[] {2}, 1);
    return graph.node("Unsqueeze", List.of(mask, last));
  }
}

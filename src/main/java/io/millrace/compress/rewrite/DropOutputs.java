package io.millrace.compress.rewrite;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Value;
import java.util.List;

/**
 * Drops the outputs that nobody asks for, such as hidden states, and what only they need.
 *
 * <p>Not a rule at a node: what goes is known from the graph's ends.
 */
public final class DropOutputs {
  private DropOutputs() {}

  /**
   * Keeps one output.
   *
   * @return the names of those dropped; none if the graph has no output of that name
   */
  public static List<String> allBut(Graph graph, String kept) {
    List<String> names = graph.outputs().stream().map(Value::name).toList();
    if (!names.contains(kept)) {
      return List.of();
    }
    List<String> dropped = names.stream().filter(name -> !name.equals(kept)).toList();
    dropped.forEach(graph::removeOutput);
    graph.prune();
    return dropped;
  }
}

package io.millrace.compress.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Nodes sorted so that each comes after those it reads from; among several possible orders, the one
 * nearest to that of insertion.
 *
 * <p>Source: Kahn, Topological Sorting of Large Networks, CACM 1962.
 */
final class TopologicalOrder {
  private TopologicalOrder() {}

  /**
   * @param known inputs and initializers
   * @throws InvalidGraphException if a node reads a value that nothing makes, or nodes form a
   *     circle
   */
  static List<Node> of(List<Node> nodes, Collection<String> known) {
    Set<String> made = new HashSet<>(known);
    made.add("");
    requireMakers(nodes, made);
    List<Node> sorted = new ArrayList<>();
    List<Node> waiting = nodes;
    while (!waiting.isEmpty()) {
      List<Node> later = new ArrayList<>();
      for (Node node : waiting) {
        if (made.containsAll(node.inputs())) {
          made.addAll(node.outputs());
          sorted.add(node);
        } else {
          later.add(node);
        }
      }
      if (later.size() == waiting.size()) {
        throw new InvalidGraphException(later.getFirst() + ": part of a circle");
      }
      waiting = later;
    }
    return sorted;
  }

  private static void requireMakers(List<Node> nodes, Set<String> known) {
    Set<String> makeable = new HashSet<>(known);
    nodes.forEach(node -> makeable.addAll(node.outputs()));
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        if (!makeable.contains(input)) {
          throw new InvalidGraphException(node + ": nothing makes its input " + input);
        }
      }
    }
  }
}

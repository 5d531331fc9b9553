package io.millrace.compress.rewrite;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;

/**
 * A change of a graph at one node that keeps what the graph computes: match, check, replace.
 *
 * <p>A rule either changes the graph or leaves it exactly as it was.
 */
public interface RewriteRule {
  /** Tries the rule at a node of the graph. */
  Attempt apply(Graph graph, Node node);

  /** What came of it. */
  sealed interface Attempt {}

  /** What the node does is not what the rule is about. */
  record NoMatch() implements Attempt {}

  /** The rule is about such nodes, but must leave this one alone. */
  record Declined(String reason) implements Attempt {}

  /** The graph was changed. */
  record Rewritten() implements Attempt {}
}

package io.millrace.compress.rewrite;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.rewrite.RewriteRule.Attempt;
import io.millrace.compress.rewrite.RewriteRule.Declined;
import io.millrace.compress.rewrite.RewriteRule.Rewritten;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies rules to a graph until none fires any more.
 *
 * <p>Immutable.
 */
public record Rewriting(List<RewriteRule> rules) {
  public Rewriting {
    rules = List.copyOf(rules);
  }

  /** All rules that make a graph simpler. */
  public static Rewriting simplifying() {
    return new Rewriting(
        List.of(
            new FoldConstants(), new RemoveNoOps(), new FuseLayerNormalization(), new FuseGelu()));
  }

  /**
   * What was done.
   *
   * @param fired how often rules changed the graph
   * @param left nodes that a rule was about and left as they were, and why
   */
  public record Report(int fired, List<Left> left) {}

  /** A node that stayed as it was. */
  public record Left(Node node, String reason) {}

  /** Rewrites a graph in place. */
  public Report apply(Graph graph) {
    int fired = 0;
    List<Left> left;
    int before;
    do {
      before = fired;
      left = new ArrayList<>();
      for (RewriteRule rule : rules) {
        fired += pass(rule, graph, left);
      }
    } while (fired > before);
    graph.prune();
    return new Report(fired, List.copyOf(left));
  }

  private static int pass(RewriteRule rule, Graph graph, List<Left> left) {
    int fired = 0;
    for (Node node : graph.nodes()) {
      // A firing before may have taken the node away or changed what it reads.
      boolean isThere = graph.producer(node.output()).filter(node::equals).isPresent();
      Attempt attempt = isThere ? rule.apply(graph, node) : new RewriteRule.NoMatch();
      switch (attempt) {
        case Rewritten rewritten -> fired++;
        case Declined declined -> left.add(new Left(node, declined.reason()));
        case RewriteRule.NoMatch none -> {}
      }
    }
    return fired;
  }
}

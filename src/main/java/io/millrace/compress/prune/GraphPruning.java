package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.prune.PruningReport.Line;
import io.millrace.compress.prune.StructuredPruning.Reading;
import io.millrace.compress.prune.StructuredPruning.Removed;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Engine;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prunes a stage's graph, whoever made it.
 *
 * <p>Not for sharing.
 *
 * @param sparsity share that goes, 0..1
 * @param engine that observes units and tokenizes
 */
public record GraphPruning(StageDirectory from, Graph graph, double sparsity, Engine engine) {
  /**
   * @throws IllegalArgumentException if the sparsity is out of range
   */
  public GraphPruning {
    Masks.requireShare(sparsity);
  }

  /** Reads the stage's graph. */
  public static GraphPruning of(StageDirectory from, double sparsity, Engine engine)
      throws IOException {
    return new GraphPruning(from, OnnxFile.load(from.model()), sparsity, engine);
  }

  /**
   * Puts zeros for the numbers of least magnitude.
   *
   * @throws IllegalArgumentException if the graph has no weights of floats
   */
  public PruningReport zero(Scope scope) {
    Map<String, FloatTensor> weights = GraphWeights.of(graph);
    requireSome(!weights.isEmpty());
    Masks masks = Masks.of(weights, Importance.MAGNITUDE, sparsity, scope);
    masks.apply(weights);
    GraphWeights.replace(graph, weights);
    return PruningReport.of(masks);
  }

  /**
   * Removes heads, units and rows of the vocabulary.
   *
   * @param utterances to measure activity on; none: importance is by magnitude
   * @param vocabulary to count word pieces in; none: all rows stay
   * @param kinds of units that go
   * @throws IllegalArgumentException if there is nothing to remove
   */
  public PruningReport remove(List<String> utterances, List<String> vocabulary, Set<UnitKind> kinds)
      throws IOException {
    StructuredPruning pruning = new StructuredPruning(graph, kinds);
    List<Reading> readings = StructuredPruning.readings(graph, pruning.groups());
    Importance importance =
        utterances.isEmpty() || readings.isEmpty()
            ? Importance.MAGNITUDE
            : new ActivityObserver(engine).observe(from, readings, utterances);
    List<Line> lines = new ArrayList<>();
    for (Removed removed : pruning.prune(sparsity, importance)) {
      UnitGroup group = removed.group();
      lines.add(new Line(group.kind().words(), group.where(), group.units(), removed.staying()));
    }
    List<Obstacle> left = new ArrayList<>(pruning.obstacles());
    Optional<Vocabulary> table = Vocabulary.of(graph);
    if (table.isPresent() && kinds.contains(UnitKind.VOCABULARY)) {
      rows(table.get(), vocabulary, lines, left);
    }
    requireSome(!lines.isEmpty());
    return new PruningReport(lines, left);
  }

  private void rows(
      Vocabulary table, List<String> utterances, List<Line> lines, List<Obstacle> left) {
    Node lookup = table.lookup();
    left.removeIf(obstacle -> obstacle.node().equals(lookup));
    if (utterances.isEmpty()) {
      left.add(new Obstacle(lookup, "only data says which pieces of the vocabulary occur"));
      return;
    }
    try (Tokenizer tokenizer = engine.tokenizer(from)) {
      Optional<Integer> unknown = Vocabulary.unknown(tokenizer);
      if (unknown.isEmpty()) {
        left.add(new Obstacle(lookup, "its tokenizer has no piece for what it does not know"));
        return;
      }
      long[] counts = table.counts(tokenizer, utterances);
      int staying = table.prune(graph, counts, unknown.get(), sparsity);
      lines.add(new Line(UnitKind.VOCABULARY.words(), lookup.name(), table.rows(), staying));
    }
  }

  private void requireSome(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(from.model() + ": nothing in it can be pruned");
    }
  }
}

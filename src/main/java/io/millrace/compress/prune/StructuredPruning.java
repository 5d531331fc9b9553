package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.bundle.FloatTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes whole units from a graph: attention heads, and units between two products. Tensors become
 * smaller, and with them the file and the time.
 *
 * <p>What is left computes what the graph did with the removed units' outgoing numbers at zero.
 *
 * <p>Not for sharing.
 */
public final class StructuredPruning {
  private final Graph graph;
  private final List<GraphUnits.Found> found = new ArrayList<>();
  private final List<Obstacle> obstacles = new ArrayList<>();

  /** Looks for units; the graph stays as it is. */
  public StructuredPruning(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (node.is("Softmax")) {
        add(Attention.of(graph, node));
      }
    }
    Set<String> cut = tensors();
    for (Node node : graph.nodes()) {
      Product.of(graph, node)
          .filter(product -> !cut.contains(product.weight()) || isReader(product))
          .map(UnitWalk::of)
          .ifPresent(this::add);
    }
    Set<String> all = tensors();
    obstacles.removeIf(obstacle -> obstacle.node().inputs().stream().anyMatch(all::contains));
  }

  /** What was removed at one place. */
  public record Removed(UnitGroup group, boolean[] kept) {
    /** How many units stay. */
    public int staying() {
      int staying = 0;
      for (boolean stays : kept) {
        staying += stays ? 1 : 0;
      }
      return staying;
    }
  }

  /**
   * A product that reads units.
   *
   * @param matrix its constant
   * @param value what it reads, the units along the last axis
   * @param units how many numbers that axis has
   */
  public record Reading(String matrix, String value, int units) {}

  /** The groups that can lose units. */
  public List<UnitGroup> groups() {
    return found.stream().map(GraphUnits.Found::group).toList();
  }

  /** The nodes of weights or attention that keep all their units, and why. */
  public List<Obstacle> obstacles() {
    return List.copyOf(obstacles);
  }

  /** The products that read units, to measure how active those are. */
  public List<Reading> readings() {
    return found.stream()
        .flatMap(units -> units.readers().stream())
        .map(each -> new Reading(each.weight(), each.left(), each.height()))
        .toList();
  }

  /**
   * Removes the units that matter least, the same share of each group.
   *
   * @param sparsity share of units that goes, 0..1
   */
  public List<Removed> prune(double sparsity, Importance importance) {
    List<Removed> removed = new ArrayList<>();
    for (UnitGroup group : groups()) {
      removed.add(new Removed(group, group.kept(this::tensor, importance, sparsity)));
    }
    for (int i = 0; i < removed.size(); i++) {
      Removed here = removed.get(i);
      GraphWeights.replace(graph, here.group().shrunk(this::tensor, here.kept()));
      found.get(i).shapes().forEach(fix -> fix.apply(graph, here.staying()));
    }
    graph.prune();
    return removed;
  }

  private void add(GraphUnits units) {
    switch (units) {
      case GraphUnits.Found each -> found.add(each);
      case GraphUnits.Kept kept -> obstacles.add(kept.obstacle());
    }
  }

  private Set<String> tensors() {
    Set<String> tensors = new HashSet<>();
    found.forEach(each -> each.group().slots().forEach(slot -> tensors.add(slot.tensor())));
    return tensors;
  }

  /** A product that reads a group's units may make units of its own. */
  private boolean isReader(Product product) {
    return found.stream()
        .flatMap(each -> each.readers().stream())
        .anyMatch(reader -> reader.weight().equals(product.weight()));
  }

  private FloatTensor tensor(String name) {
    Tensor tensor = graph.constant(name).orElseThrow();
    return new FloatTensor(tensor.dims(), tensor.floats());
  }
}

package io.millrace.compress.prune;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.bundle.FloatTensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  /** Fewer numbers are not worth cutting, nor a word. */
  private static final int LARGE = 4096;

  private final Graph graph;
  private final List<GraphUnits.Found> found = new ArrayList<>();
  private final List<Obstacle> obstacles = new ArrayList<>();

  /** Looks for units of any kind; the graph stays as it is. */
  public StructuredPruning(Graph graph) {
    this(graph, EnumSet.allOf(UnitKind.class));
  }

  /** Looks for units of some kinds; the graph stays as it is. */
  public StructuredPruning(Graph graph, Set<UnitKind> kinds) {
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
    found.removeIf(units -> !kinds.contains(units.group().kind()));
    Set<String> all = tensors();
    obstacles.removeIf(obstacle -> obstacle.node().inputs().stream().anyMatch(all::contains));
    graph.nodes().stream().filter(node -> holdsMore(node, all)).forEach(this::nameOther);
  }

  /** Whether a node that is no product holds weights that are worth a word. */
  private boolean holdsMore(Node node, Set<String> cut) {
    return Product.of(graph, node).isEmpty()
        && node.inputs().stream()
            .filter(input -> !cut.contains(input))
            .flatMap(input -> graph.constant(input).stream())
            .anyMatch(each -> each.type() == ElementType.FLOAT && each.count() >= LARGE);
  }

  private void nameOther(Node node) {
    String reason =
        node.is("Gather")
            ? "its rows are as wide as what every layer reads"
            : "its weights are cut in no way that is known here";
    obstacles.add(new Obstacle(node, reason));
  }

  /** What was removed at one place. */
  public record Removed(UnitGroup group, boolean[] kept) {
    /** How many units stay. */
    public int staying() {
      return UnitGroup.count(kept);
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

  /** The products of a graph that read the units of groups, to measure how active those are. */
  public static List<Reading> readings(Graph graph, List<UnitGroup> groups) {
    Set<Slot> slots = new HashSet<>();
    for (UnitGroup group : groups) {
      group.slots().forEach(slot -> slots.add(new Slot(slot.tensor(), slot.axis(), 1)));
    }
    return graph.nodes().stream()
        .flatMap(node -> Product.of(graph, node).stream())
        .filter(product -> slots.contains(product.in(1)))
        .map(product -> new Reading(product.weight(), product.left(), product.height()))
        .toList();
  }

  /**
   * Removes the units that matter least, the same share of each group.
   *
   * @param sparsity share of units that goes, 0..1
   */
  public List<Removed> prune(double sparsity, Importance importance) {
    Map<UnitGroup, boolean[]> kept = new LinkedHashMap<>();
    for (UnitGroup group : groups()) {
      kept.put(group, group.kept(this::tensor, importance, sparsity));
    }
    GraphWeights.replace(graph, UnitGroup.shrink(kept, this::tensor));
    for (GraphUnits.Found units : found) {
      int staying = UnitGroup.count(kept.get(units.group()));
      units.shapes().forEach(fix -> fix.apply(graph, staying));
    }
    graph.prune();
    return kept.entrySet().stream()
        .map(entry -> new Removed(entry.getKey(), entry.getValue()))
        .toList();
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

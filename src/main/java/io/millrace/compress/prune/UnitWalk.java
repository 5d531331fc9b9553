package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the units that a product makes, through nodes that treat each for itself, to the products
 * that read them: the units of a feed-forward layer, of a pooler, of a dense layer before the last.
 *
 * <p>Units that meet something else on their way, such as a residual sum, a mean over all of them
 * or the graph's end, cannot be removed.
 *
 * <p>Not for sharing.
 */
final class UnitWalk {
  private static final Set<String> ALONE =
      Set.of(
          "Relu",
          "Erf",
          "Tanh",
          "Sigmoid",
          "Sqrt",
          "Exp",
          "Neg",
          "Abs",
          "Elu",
          "LeakyRelu",
          "Selu",
          "Gelu",
          "QuickGelu",
          "Softplus",
          "HardSigmoid",
          "HardSwish",
          "Mish",
          "Cast",
          "Identity",
          "Dropout",
          "Clip");
  private static final Set<String> JOINED =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "BiasGelu", "FastGelu");

  private final Graph graph;
  private final Product source;
  private final Set<String> carrying = new LinkedHashSet<>();
  private final Set<Node> seen = new HashSet<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<Product> readers = new ArrayList<>();
  private final List<Node> joins = new ArrayList<>();

  private UnitWalk(Product source) {
    this.graph = source.graph();
    this.source = source;
  }

  /** The units that a product makes. */
  static GraphUnits of(Product product) {
    UnitWalk walk = new UnitWalk(product);
    return walk.obstacle()
        .<GraphUnits>map(reason -> new GraphUnits.Kept(new Obstacle(product.node(), reason)))
        .orElseGet(walk::found);
  }

  private GraphUnits found() {
    String where = source.node().name();
    UnitGroup group = new UnitGroup(UnitKind.UNITS, where, source.width(), slots);
    return new GraphUnits.Found(group, List.of(), readers);
  }

  private Optional<String> obstacle() {
    Optional<String> own = source.obstacle();
    if (own.isPresent()) {
      return own;
    }
    slots.addAll(source.out(1));
    Deque<String> ahead = new ArrayDeque<>(List.of(source.node().output()));
    while (!ahead.isEmpty()) {
      String value = ahead.pop();
      if (graph.isOutput(value)) {
        return Optional.of("its units leave the graph");
      }
      carrying.add(value);
      for (Node reader : graph.consumers(value)) {
        Optional<String> obstacle =
            seen.add(reader) ? pass(reader, value, ahead) : Optional.empty();
        if (obstacle.isPresent()) {
          return obstacle;
        }
      }
    }
    return readers.isEmpty()
        ? Optional.of("no product reads its units")
        : joins.stream().flatMap(node -> stranger(node).stream()).findFirst();
  }

  private Optional<String> pass(Node reader, String value, Deque<String> ahead) {
    boolean isFirst = reader.inputs().getFirst().equals(value);
    if (isKnown(reader, ALONE) && isFirst) {
      ahead.push(reader.output());
      return Optional.empty();
    }
    if (isKnown(reader, JOINED)) {
      joins.add(reader);
      ahead.push(reader.output());
      return Optional.empty();
    }
    Optional<Product> product = Product.of(graph, reader).filter(found -> isFirst);
    if (product.isEmpty()) {
      return Optional.of(reader + " needs all its units");
    }
    slots.add(product.get().in(1));
    readers.add(product.get());
    return product.get().obstacle();
  }

  /** What meets the units without being made of them. */
  private Optional<String> stranger(Node join) {
    for (String input : join.inputs()) {
      if (carrying.contains(input)) {
        continue;
      }
      Optional<Tensor> constant = graph.constant(input);
      if (constant.isEmpty()) {
        return Optional.of(join + " joins its units with others");
      }
      if (Product.last(constant.get()) != 1) {
        Optional<Slot> slot = Product.bias(graph, input, source.width(), 1);
        if (slot.isEmpty() || graph.consumers(input).size() > 1) {
          return Optional.of(input + " cannot be cut with its units");
        }
        slots.add(slot.get());
      }
    }
    return Optional.empty();
  }

  private static boolean isKnown(Node node, Set<String> operators) {
    boolean isDomain = node.domain().isEmpty() || node.domain().equals(Node.MICROSOFT);
    return isDomain && operators.contains(node.opType());
  }
}

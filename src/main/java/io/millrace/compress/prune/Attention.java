package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The heads of one attention, found from its {@code Softmax}.
 *
 * <pre>
 * x --Wq--> Reshape, Transpose --\
 * x --Wk--> Reshape, Transpose ---> MatMul, scale, mask --Softmax--\
 * x --Wv--> Reshape, Transpose -------------------------------------> MatMul, Transpose, Reshape --Wo-->
 * </pre>
 *
 * <p>Each head has its columns of Wq, Wk, Wv and its rows of Wo.
 *
 * <p>Source: Vaswani et al., Attention Is All You Need, NIPS 2017, section 3.2.2; Michel et al.,
 * Are Sixteen Heads Really Better than One?, NeurIPS 2019.
 */
final class Attention {
  private static final Set<String> AFTER =
      Set.of("Transpose", "Reshape", "Identity", "Dropout", "Cast", "Where");

  /** Nodes that look at a value and take none of its numbers: its shape, and whether it has any. */
  private static final Set<String> ONLOOKERS = Set.of("Shape", "IsNaN");

  private static final Set<String> BEFORE =
      Set.of("Add", "Where", "Mul", "Div", "Identity", "Cast", "Max");

  private final Graph graph;
  private final Node softmax;
  private final List<Projection> projections = new ArrayList<>();
  private final List<ShapeFix> shapes = new ArrayList<>();

  private Attention(Graph graph, Node softmax) {
    this.graph = graph;
    this.softmax = softmax;
  }

  /** The heads that a {@code Softmax} belongs to, or why they must stay. */
  static GraphUnits of(Graph graph, Node softmax) {
    return new Attention(graph, softmax).find();
  }

  private GraphUnits find() {
    Optional<Node> scores = scores(softmax.inputs().getFirst(), new HashSet<>());
    Optional<Node> mixing = forward(softmax.output(), "MatMul");
    if (scores.isEmpty() || mixing.isEmpty()) {
      return kept("it is no attention that is known here");
    }
    List<String> sides =
        List.of(
            scores.get().inputs().get(0),
            scores.get().inputs().get(1),
            mixing.get().inputs().get(1));
    for (String side : sides) {
      Optional<Projection> projection = Projection.of(graph, side);
      if (projection.isEmpty()) {
        return kept(side + " comes from no projection that is known here");
      }
      projections.add(projection.get());
    }
    Optional<Node> merge = forward(mixing.get().output(), "Reshape");
    Optional<Product> out =
        merge
            .flatMap(node -> readers(node.output()).findFirst())
            .flatMap(node -> Product.of(graph, node));
    if (out.isEmpty()) {
      return kept("its heads are joined by no product that is known here");
    }
    return withHeads(merge.get(), out.get());
  }

  private GraphUnits withHeads(Node merge, Product out) {
    int width = projections.getFirst().product().width();
    int length = length(width);
    boolean isSame =
        projections.stream()
            .allMatch(each -> each.product().width() == width && partsHeads(each, width, length));
    if (length < 1 || width % length != 0 || !isSame) {
      return kept("its projections are not parted into heads of one length");
    }
    Optional<String> shared =
        Stream.concat(projections.stream().map(Projection::product), Stream.of(out))
            .flatMap(product -> product.obstacle().stream())
            .findFirst();
    if (shared.isPresent()) {
      return kept(shared.get());
    }
    ShapeTail.of(graph, merge)
        .fromEnd(0)
        .filter(entry -> entry.number() == width)
        .ifPresent(entry -> shapes.add(entry.fix(length)));
    List<Slot> slots = new ArrayList<>();
    for (Projection projection : projections) {
      projection.slots().forEach(slot -> slots.add(new Slot(slot.tensor(), slot.axis(), length)));
    }
    slots.add(out.in(length));
    UnitGroup group = new UnitGroup(UnitKind.HEADS, softmax.name(), width / length, slots);
    return new GraphUnits.Found(group, shapes, List.of(out));
  }

  /** Numbers of one head, as the first projection parts them; 0 if that is not constant. */
  private int length(int width) {
    ShapeTail tail = ShapeTail.of(graph, projections.getFirst().split());
    Optional<Long> length = tail.fromEnd(0).map(ShapeTail.Entry::number);
    Optional<Long> heads = tail.fromEnd(1).map(ShapeTail.Entry::number);
    if (length.isPresent() && length.get() > 0) {
      return Math.toIntExact(length.get());
    }
    return heads.filter(count -> count > 0).map(count -> (int) (width / count)).orElse(0);
  }

  /**
   * Whether a projection is parted alike; remembers the shape that says how many heads there are.
   */
  private boolean partsHeads(Projection projection, int width, int length) {
    ShapeTail tail = ShapeTail.of(graph, projection.split());
    Optional<ShapeTail.Entry> last = tail.fromEnd(0);
    Optional<ShapeTail.Entry> heads = tail.fromEnd(1);
    if (last.isEmpty() || heads.isEmpty()) {
      return false;
    }
    heads.filter(entry -> entry.number() > 0).ifPresent(entry -> shapes.add(entry.fix(1)));
    boolean isLength = last.get().number() == -1 || last.get().number() == length;
    boolean isCount = heads.get().number() == -1 || heads.get().number() * length == width;
    return isLength && isCount;
  }

  /** The product of queries and keys behind scale and mask. */
  private Optional<Node> scores(String value, Set<String> seen) {
    Optional<Node> producer = graph.producer(value);
    if (producer.isEmpty() || !seen.add(value)) {
      return Optional.empty();
    }
    Node node = producer.get();
    if (node.is("MatMul")) {
      return graph.constant(node.inputs().get(1)).isEmpty() ? producer : Optional.empty();
    }
    if (!node.domain().isEmpty() || !BEFORE.contains(node.opType())) {
      return Optional.empty();
    }
    return node.inputs().stream().flatMap(input -> scores(input, seen).stream()).findFirst();
  }

  /** The only way from a value to a node of an operator, through nodes that change no number. */
  private Optional<Node> forward(String value, String operator) {
    List<Node> readers = readers(value).toList();
    if (readers.size() != 1 || graph.isOutput(value)) {
      return Optional.empty();
    }
    Node reader = readers.getFirst();
    if (reader.is(operator)) {
      return Optional.of(reader);
    }
    return reader.domain().isEmpty() && AFTER.contains(reader.opType())
        ? forward(reader.output(), operator)
        : Optional.empty();
  }

  /** Whoever reads a value's numbers. */
  private Stream<Node> readers(String value) {
    return graph.consumers(value).stream().filter(node -> !ONLOOKERS.contains(node.opType()));
  }

  private GraphUnits kept(String reason) {
    return new GraphUnits.Kept(new Obstacle(softmax, reason));
  }
}

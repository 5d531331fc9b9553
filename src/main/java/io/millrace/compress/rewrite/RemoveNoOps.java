package io.millrace.compress.rewrite;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes out nodes that give what they read: {@code Identity}, {@code Dropout}, and {@code Cast} to
 * the type that a value has already.
 *
 * <p>Source: ONNX Identity, Dropout (without training mode it copies), Cast.
 */
public final class RemoveNoOps implements RewriteRule {
  private static final long BOOL = 9;
  private static final Set<String> TRUTHS =
      Set.of("Equal", "Not", "And", "Or", "Greater", "Less", "GreaterOrEqual", "LessOrEqual");

  @Override
  public Attempt apply(Graph graph, Node node) {
    if (!isNoOp(graph, node)) {
      return new NoMatch();
    }
    boolean isMasked =
        node.outputs().stream().skip(1).anyMatch(mask -> !graph.consumers(mask).isEmpty());
    if (isMasked) {
      return new Declined("its mask is read");
    }
    if (node.is("Dropout") && node.inputs().size() > 2 && !node.inputs().get(2).isEmpty()) {
      return new Declined("it may be in training mode");
    }
    List<String> outputs = node.outputs();
    if (outputs.stream().anyMatch(graph::isOutput)) {
      return new Declined("it makes an output of the graph");
    }
    graph.redirect(node.output(), node.inputs().getFirst());
    graph.remove(node);
    return new Rewritten();
  }

  private static boolean isNoOp(Graph graph, Node node) {
    return node.is("Identity")
        || node.is("Dropout")
        || node.is("Cast")
            && type(graph, node.inputs().getFirst())
                .filter(type -> type == node.integer("to", 0))
                .isPresent();
  }

  /** The number of a value's element type, where it is plain. */
  private static Optional<Long> type(Graph graph, String value) {
    Optional<Long> declared =
        graph.inputs().stream()
            .filter(input -> input.name().equals(value))
            .map(Value::type)
            .map(type -> (long) type.code())
            .findFirst();
    return declared.or(() -> graph.producer(value).flatMap(RemoveNoOps::type));
  }

  private static Optional<Long> type(Node node) {
    if (node.is("Cast")) {
      return Optional.of(node.integer("to", 0));
    }
    boolean isTruth = node.domain().isEmpty() && TRUTHS.contains(node.opType());
    return isTruth ? Optional.of(BOOL) : Optional.empty();
  }
}

package io.millrace.compress.rewrite;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one node of {@code (x - mean(x)) / sqrt(mean((x - mean(x))^2) + e) * g + b}, the means over
 * the last axis.
 *
 * <p>Found from the square root. Below opset 17 there is no such operator, and ONNX Runtime joins
 * the nodes itself when it loads them.
 *
 * <p>Source: ONNX LayerNormalization, opset 17.
 */
public final class FuseLayerNormalization implements RewriteRule {
  private static final long OPSET = 17;

  @Override
  public Attempt apply(Graph graph, Node node) {
    Optional<Node> sum =
        node.is("Sqrt") ? Pattern.maker(graph, node.inputs().getFirst(), "Add") : Optional.empty();
    Optional<Node> centred = sum.flatMap(add -> squared(graph, add));
    if (centred.isEmpty()) {
      return new NoMatch();
    }
    long opset = graph.opsets().getOrDefault("", 0L);
    if (opset < OPSET) {
      return new Declined("opset " + opset + " has no LayerNormalization");
    }
    String x = centred.get().inputs().getFirst();
    if (!isMean(graph, centred.get().inputs().get(1), x)) {
      return new Declined("its means are not over the last axis alone");
    }
    Optional<Node> scaled =
        Pattern.onlyReader(graph, node.output(), "Div")
            .filter(div -> div.inputs().getFirst().equals(centred.get().output()))
            .flatMap(div -> affine(graph, div.output(), "Mul"));
    Optional<Node> moved = scaled.flatMap(mul -> affine(graph, mul.output(), "Add"));
    if (moved.isEmpty()) {
      return new Declined("no constant scale and bias of one axis follow it alone");
    }
    replace(graph, x, epsilon(graph, sum.get()), scaled.get(), moved.get());
    return new Rewritten();
  }

  /** The {@code x - mean(x)} whose squares' mean is the sum's first part. */
  private static Optional<Node> squared(Graph graph, Node sum) {
    return sum.inputs().stream()
        .filter(input -> Pattern.number(graph, Pattern.other(sum, input)).isPresent())
        .flatMap(mean -> Pattern.maker(graph, mean, "ReduceMean").stream())
        .filter(mean -> isLastAxis(graph, mean))
        .flatMap(mean -> graph.producer(mean.inputs().getFirst()).stream())
        .filter(square -> isSquare(graph, square))
        .flatMap(square -> Pattern.maker(graph, square.inputs().getFirst(), "Sub").stream())
        .findFirst();
  }

  private static boolean isSquare(Graph graph, Node node) {
    return node.is("Pow") && Pattern.isNumber(graph, node.inputs().get(1), 2)
        || node.is("Mul") && node.inputs().get(0).equals(node.inputs().get(1));
  }

  private static boolean isMean(Graph graph, String value, String x) {
    return Pattern.maker(graph, value, "ReduceMean")
        .filter(mean -> mean.inputs().getFirst().equals(x) && isLastAxis(graph, mean))
        .isPresent();
  }

  private static boolean isLastAxis(Graph graph, Node mean) {
    boolean isKept = mean.integer("keepdims", 1) == 1;
    if (mean.inputs().size() > 1) {
      return isKept
          && graph
              .constant(mean.inputs().get(1))
              .filter(axes -> axes.count() == 1 && axes.longs()[0] == -1)
              .isPresent();
    }
    return isKept && List.of(-1L).equals(mean.attributes().get("axes"));
  }

  private static float epsilon(Graph graph, Node sum) {
    return sum.inputs().stream()
        .flatMap(input -> Pattern.number(graph, input).stream())
        .findFirst()
        .orElseThrow();
  }

  /** The only reader of a value, if it joins a constant row to it. */
  private static Optional<Node> affine(Graph graph, String value, String operator) {
    return Pattern.onlyReader(graph, value, operator)
        .filter(
            node ->
                graph
                    .constant(Pattern.other(node, value))
                    .filter(FuseLayerNormalization::isRow)
                    .isPresent());
  }

  private static boolean isRow(Tensor tensor) {
    return tensor.type() == ElementType.FLOAT && tensor.dims().length == 1;
  }

  private static void replace(Graph graph, String x, float epsilon, Node scaled, Node moved) {
    String scale = constant(graph, scaled);
    String bias = constant(graph, moved);
    graph.replace(
        moved,
        new Node(
            graph.fresh("LayerNormalization"),
            "",
            "LayerNormalization",
            List.of(x, scale, bias),
            List.of(moved.output()),
            Map.of("axis", -1L, "epsilon", epsilon)));
    graph.prune();
  }

  private static String constant(Graph graph, Node node) {
    return node.inputs().stream()
        .filter(input -> graph.constant(input).isPresent())
        .findFirst()
        .orElseThrow();
  }
}

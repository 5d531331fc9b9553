package io.millrace.compress.rewrite;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes one node of {@code x (1 + erf(x / sqrt 2)) / 2}, in whichever order its three factors are
 * multiplied.
 *
 * <p>{@code Gelu} of ONNX from opset 20 on, of ONNX Runtime below.
 *
 * <p>Source: ONNX Gelu, opset 20; com.microsoft Gelu, version 1.
 */
public final class FuseGelu implements RewriteRule {
  private static final long OPSET = 20;

  @Override
  public Attempt apply(Graph graph, Node node) {
    if (!node.is("Erf")) {
      return new NoMatch();
    }
    Optional<String> x = scaled(graph, node.inputs().getFirst());
    if (x.isEmpty()) {
      return new Declined("what it reads is not divided by the root of 2");
    }
    Optional<Node> last =
        Pattern.onlyReader(graph, node.output(), "Add")
            .filter(sum -> Pattern.besides(graph, sum, 1).isPresent())
            .flatMap(sum -> product(graph, sum.output(), x.get()));
    if (last.isEmpty()) {
      return new Declined("it is no gelu: 1 is not added to it, or x / 2 not multiplied alone");
    }
    long opset = graph.opsets().getOrDefault("", 0L);
    String domain = opset >= OPSET ? "" : Node.MICROSOFT;
    String name = graph.fresh("Gelu");
    String output = last.get().output();
    graph.replace(
        last.get(), new Node(name, domain, "Gelu", List.of(x.get()), List.of(output), Map.of()));
    graph.prune();
    return new Rewritten();
  }

  private static Optional<String> scaled(Graph graph, String value) {
    Optional<String> divided =
        Pattern.maker(graph, value, "Div")
            .filter(div -> Pattern.isNumber(graph, div.inputs().get(1), Math.sqrt(2)))
            .map(div -> div.inputs().getFirst());
    return divided.or(
        () ->
            Pattern.maker(graph, value, "Mul")
                .flatMap(mul -> Pattern.besides(graph, mul, Math.sqrt(0.5))));
  }

  /** The node after which the sum is multiplied by both x and a half. */
  private static Optional<Node> product(Graph graph, String sum, String x) {
    Optional<Node> first = Pattern.onlyReader(graph, sum, "Mul");
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String factor = Pattern.other(first.get(), sum);
    boolean isBoth =
        Pattern.maker(graph, factor, "Mul")
            .flatMap(mul -> Pattern.besides(graph, mul, 0.5))
            .filter(x::equals)
            .isPresent();
    if (isBoth) {
      return first;
    }
    Optional<Node> second = Pattern.onlyReader(graph, first.get().output(), "Mul");
    return Stream.of(factor)
        .filter(each -> each.equals(x) || Pattern.isNumber(graph, each, 0.5))
        .flatMap(each -> second.stream())
        .filter(mul -> completes(graph, Pattern.other(mul, first.get().output()), factor, x))
        .findFirst();
  }

  private static boolean completes(Graph graph, String second, String first, String x) {
    return first.equals(x) ? Pattern.isNumber(graph, second, 0.5) : second.equals(x);
  }
}

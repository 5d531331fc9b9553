package io.millrace.compress.rewrite;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes what depends on constants alone, and makes initializers of {@code Constant} nodes.
 *
 * <p>What is not moved about, such as sums and products, is folded for whole numbers of shapes and
 * for single floats only: of floats a processor may round a sum another way.
 */
public final class FoldConstants implements RewriteRule {
  @Override
  public Attempt apply(Graph graph, Node node) {
    if (node.inputs().isEmpty() && !node.is("Constant")) {
      return new NoMatch();
    }
    List<Tensor> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      Optional<Tensor> constant = graph.constant(input);
      if (constant.isEmpty()) {
        return new NoMatch();
      }
      inputs.add(constant.get());
    }
    if (node.outputs().size() != 1 || graph.isOutput(node.output())) {
      return new Declined("it makes an output of the graph");
    }
    Optional<Tensor> value = ConstantValue.of(node, inputs);
    if (value.isEmpty()) {
      return new Declined("its constant value is not computed here");
    }
    graph.remove(node);
    graph.initializer(node.output(), value.get());
    return new Rewritten();
  }
}

package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.InvalidGraphException;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A number in a constant shape that counts units, and must count the fewer that stay.
 *
 * <p>The reader gets a constant of its own: other layers may read the same.
 *
 * <p>Immutable.
 *
 * @param reader name of the node that reads the constant
 * @param input which of its inputs that is
 * @param element which of the constant's numbers
 * @param perUnit what each unit counts for
 */
record ShapeFix(String reader, int input, int element, int perUnit) {
  void apply(Graph graph, int staying) {
    Node node =
        graph.nodes().stream()
            .filter(each -> each.name().equals(reader))
            .findFirst()
            .orElseThrow(() -> new InvalidGraphException("node " + reader + ": not in the graph"));
    String old = node.inputs().get(input);
    Tensor shape = graph.constant(old).orElseThrow();
    long[] numbers = shape.longs();
    numbers[element] = (long) staying * perUnit;
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(input, graph.initializer(old + "_pruned", Tensor.of(numbers, shape.dims())));
    graph.replace(
        node,
        new Node(
            node.name(), node.domain(), node.opType(), inputs, node.outputs(), node.attributes()));
  }
}

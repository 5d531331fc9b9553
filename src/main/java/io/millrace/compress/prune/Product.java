package io.millrace.compress.prune;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code MatMul} or {@code Gemm} by a constant matrix that nobody else reads.
 *
 * <p>Immutable.
 */
record Product(Graph graph, Node node, Tensor matrix) {
  /** Whether a node multiplies by a constant matrix of floats. */
  static Optional<Product> of(Graph graph, Node node) {
    boolean multiplies = node.is("MatMul") || node.is("Gemm");
    if (!multiplies || node.integer("transA", 0) != 0) {
      return Optional.empty();
    }
    return graph
        .constant(node.inputs().get(1))
        .filter(tensor -> tensor.type() == ElementType.FLOAT && tensor.dims().length == 2)
        .map(tensor -> new Product(graph, node, tensor));
  }

  String left() {
    return node.inputs().getFirst();
  }

  String weight() {
    return node.inputs().get(1);
  }

  /** Numbers that it makes of a row. */
  int width() {
    return Math.toIntExact(matrix.dims()[outAxis()]);
  }

  /** Numbers that it reads of a row. */
  int height() {
    return Math.toIntExact(matrix.dims()[1 - outAxis()]);
  }

  /** The units that it reads. */
  Slot in(int perUnit) {
    return new Slot(weight(), 1 - outAxis(), perUnit);
  }

  /** The units that it makes: the matrix's and those of a {@code Gemm}'s own bias. */
  List<Slot> out(int perUnit) {
    List<Slot> slots = new ArrayList<>();
    slots.add(new Slot(weight(), outAxis(), perUnit));
    if (node.inputs().size() > 2) {
      bias(graph, node.inputs().get(2), width(), perUnit).ifPresent(slots::add);
    }
    return slots;
  }

  /** Why its matrix cannot be cut; empty if it can. */
  Optional<String> obstacle() {
    for (int i = 1; i < node.inputs().size(); i++) {
      String constant = node.inputs().get(i);
      if (graph.consumers(constant).size() > 1) {
        return Optional.of(constant + " is read by other nodes, too");
      }
    }
    return node.inputs().size() > 2 && graph.constant(node.inputs().get(2)).isEmpty()
        ? Optional.of("its bias is not constant")
        : Optional.empty();
  }

  /** The slot of a constant that is added to each row; none if it is the same for all units. */
  static Optional<Slot> bias(Graph graph, String constant, int width, int perUnit) {
    return graph
        .constant(constant)
        .filter(tensor -> last(tensor) == width && width > 1)
        .map(tensor -> new Slot(constant, tensor.dims().length - 1, perUnit));
  }

  /** Length of the last axis; of a scalar 1. */
  static long last(Tensor tensor) {
    return tensor.dims().length == 0 ? 1 : tensor.dims()[tensor.dims().length - 1];
  }

  private int outAxis() {
    return node.integer("transB", 0) == 0 ? 1 : 0;
  }
}

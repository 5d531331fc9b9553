package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last numbers of the shape that a {@code Reshape} asks for, which is a constant or joined from
 * constants and what is known in a call only.
 *
 * <p>Immutable.
 */
record ShapeTail(List<Entry> entries) {
  /**
   * A constant number and its place.
   *
   * @param number may be -1: whatever is left
   */
  record Entry(long number, String reader, int input, int element) {
    ShapeFix fix(int perUnit) {
      return new ShapeFix(reader, input, element, perUnit);
    }
  }

  static ShapeTail of(Graph graph, Node reshape) {
    String shape = reshape.inputs().get(1);
    Optional<Node> joined = graph.producer(shape).filter(node -> node.is("Concat"));
    List<Entry> entries = new ArrayList<>();
    if (joined.isEmpty()) {
      add(graph, reshape, 1, entries);
    } else {
      int last = joined.get().inputs().size() - 1;
      for (int i = last; i >= 0 && add(graph, joined.get(), i, entries); i--) {}
    }
    return new ShapeTail(entries);
  }

  /** The number so far from the end, 0 being the last; none if it is not constant. */
  Optional<Entry> fromEnd(int place) {
    return place < entries.size() ? Optional.of(entries.get(place)) : Optional.empty();
  }

  private static boolean add(Graph graph, Node reader, int input, List<Entry> entries) {
    Optional<Tensor> constant = graph.constant(reader.inputs().get(input));
    constant.ifPresent(
        tensor -> {
          long[] numbers = tensor.longs();
          for (int i = numbers.length - 1; i >= 0; i--) {
            entries.add(new Entry(numbers[i], reader.name(), input, i));
          }
        });
    return constant.isPresent();
  }
}

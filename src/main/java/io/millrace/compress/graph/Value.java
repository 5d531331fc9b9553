package io.millrace.compress.graph;

import java.util.List;

/**
 * An input or output of a graph.
 *
 * <p>Immutable. A dimension is a number, or a name when it varies from call to call: {@code
 * ["batch", "length", "64"]}. No dimensions: the shape is not declared.
 */
public record Value(String name, ElementType type, List<String> dims) {
  public Value {
    dims = List.copyOf(dims);
  }
}

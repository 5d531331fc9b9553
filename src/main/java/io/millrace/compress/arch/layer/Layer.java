package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.Map;

/**
 * A part that takes one vector a token and gives one vector a token.
 *
 * <p>Immutable. Values {@code [batch, length, width]}, float32; mask {@code [batch, length, 1]}, 1
 * for tokens and 0 for padding. What a layer gives for tokens never depends on padding.
 */
public interface Layer {
  /** Its tensors by name, in a fixed order. */
  Map<String, Parameter> parameters();

  /** Its values on the training engine. */
  NDArray forward(NDArray x, NDArray mask, Map<String, NDArray> weights);

  /** Adds its nodes to a graph. Returns the value that holds its values. */
  String emit(Graph graph, String x, String mask, Map<String, FloatTensor> weights);

  /** Floating-point operations for one text, a multiplication and its addition being two. */
  long flops(int tokens);
}

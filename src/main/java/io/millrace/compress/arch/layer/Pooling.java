package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import java.util.List;
import java.util.Map;

/**
 * One vector of an utterance, {@code [batch, width]}, out of one a token, {@code [batch, length,
 * width]}.
 */
public enum Pooling {
  /** The mean over tokens. */
  MEAN {
    @Override
    public NDArray forward(NDArray x, NDArray mask) {
      return x.mul(mask).sum(new int[] {1}).div(mask.sum(new int[] {1}).maximum(1));
    }

    @Override
    public String emit(Graph graph, String x, String mask) {
      return Nodes.mean(graph, graph.node("Mul", List.of(x, mask)), mask);
    }
  },
  /** The largest value over tokens; nothing without tokens. */
  MAX {
    @Override
    public NDArray forward(NDArray x, NDArray mask) {
      NDArray largest = x.add(mask.sub(1).mul(Nodes.LARGE)).max(new int[] {1});
      return largest.mul(mask.max(new int[] {1}));
    }

    @Override
    public String emit(Graph graph, String x, String mask) {
      Map<String, Object> rows = Map.of("axes", List.of(-2L), "keepdims", 0L);
      String any = graph.node("ReduceMax", List.of(mask), rows);
      return graph.node("Mul", List.of(Nodes.maximum(graph, x, mask), any));
    }
  },
  /** What the first token has read. */
  CLS {
    @Override
    public NDArray forward(NDArray x, NDArray mask) {
      return x.get(":,0");
    }

    @Override
    public String emit(Graph graph, String x, String mask) {
      String first = graph.initializer("first", new long[] {0});
      return graph.node("Gather", List.of(x, first), Map.of("axis", 1L));
    }
  };

  /** On the training engine. */
  public abstract NDArray forward(NDArray x, NDArray mask);

  /** Adds the nodes. Returns the value that holds the vectors. */
  public abstract String emit(Graph graph, String x, String mask);
}

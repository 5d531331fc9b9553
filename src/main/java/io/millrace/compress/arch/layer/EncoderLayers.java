package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a transformer encoder: {@link Attention} and {@link FeedForward} in turn, each
 * added to what it read.
 *
 * <p>{@code x := x + part(norm(x))} and a last norm, or {@code x := norm(x + part(x))} after a
 * first norm.
 *
 * <p>Source: Vaswani et al., Attention Is All You Need, NIPS 2017, section 3.1 (norm after); Xiong
 * et al., On Layer Normalization in the Transformer Architecture, ICML 2020 (norm before).
 *
 * @param head columns of one head
 * @param hidden units of a feed-forward part
 */
public record EncoderLayers(int width, int depth, int heads, int head, int hidden, NormPlace place)
    implements Layer {
  /** Where norms stand. */
  public enum NormPlace {
    /** Before each part, and after the last. */
    PRE,
    /** Before the first part, and after each. */
    POST
  }

  private List<Layer> parts() {
    List<Layer> parts = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      parts.add(new Attention("layer" + i + ".attention", width, heads, head));
      parts.add(new FeedForward("layer" + i + ".feedforward", width, hidden));
    }
    return parts;
  }

  /** The norms in order: one before the first part, one between any two, one after the last. */
  private Norm norm(int i) {
    return new Norm("norm" + i, width);
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parts().forEach(part -> parameters.putAll(part.parameters()));
    for (int i = 0; i <= 2 * depth; i++) {
      parameters.putAll(norm(i).parameters());
    }
    return parameters;
  }

  @Override
  public NDArray forward(NDArray input, NDArray mask, Map<String, NDArray> weights) {
    List<Layer> parts = parts();
    NDArray x = place == NormPlace.PRE ? input : norm(0).forward(input, mask, weights);
    for (int i = 0; i < parts.size(); i++) {
      if (place == NormPlace.PRE) {
        NDArray read = norm(i).forward(x, mask, weights);
        x = x.add(parts.get(i).forward(read, mask, weights));
      } else {
        x = norm(i + 1).forward(x.add(parts.get(i).forward(x, mask, weights)), mask, weights);
      }
    }
    return place == NormPlace.PRE ? norm(parts.size()).forward(x, mask, weights) : x;
  }

  @Override
  public String emit(Graph graph, String input, String mask, Map<String, FloatTensor> weights) {
    List<Layer> parts = parts();
    String x = place == NormPlace.PRE ? input : norm(0).emit(graph, input, mask, weights);
    for (int i = 0; i < parts.size(); i++) {
      if (place == NormPlace.PRE) {
        String read = norm(i).emit(graph, x, mask, weights);
        String given = parts.get(i).emit(graph, read, mask, weights);
        x = graph.node("Add", List.of(x, given));
      } else {
        String given = parts.get(i).emit(graph, x, mask, weights);
        String sum = graph.node("Add", List.of(x, given));
        x = norm(i + 1).emit(graph, sum, mask, weights);
      }
    }
    return place == NormPlace.PRE ? norm(parts.size()).emit(graph, x, mask, weights) : x;
  }

  @Override
  public long flops(int tokens) {
    long ofParts = parts().stream().mapToLong(part -> part.flops(tokens)).sum();
    return ofParts + (2L * depth + 1) * norm(0).flops(tokens);
  }
}

package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code y = gelu(x W + b) V + c}, with {@code gelu(z) = z (1 + erf(z / sqrt 2)) / 2}.
 *
 * <p>The graph spells gelu out as the usual exporters do, so that engines and rewrite rules know
 * it.
 *
 * <p>Source: Vaswani et al., Attention Is All You Need, NIPS 2017, section 3.3; Hendrycks and
 * Gimpel, Gaussian Error Linear Units, 2016.
 *
 * @param hidden units between the two products
 */
public record FeedForward(String name, int width, int hidden) implements Layer {
  private Dense up() {
    return new Dense(name + ".up", width, hidden);
  }

  private Dense down() {
    return new Dense(name + ".down", hidden, width);
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>(up().parameters());
    parameters.putAll(down().parameters());
    return parameters;
  }

  @Override
  public NDArray forward(NDArray x, NDArray mask, Map<String, NDArray> weights) {
    return down().forward(Activation.gelu(up().forward(x, mask, weights)), mask, weights);
  }

  @Override
  public String emit(Graph graph, String x, String mask, Map<String, FloatTensor> weights) {
    String z = up().emit(graph, x, mask, weights);
    String root = graph.initializer("gelu.root", new float[] {(float) Math.sqrt(2)});
    String one = graph.initializer("gelu.one", new float[] {1});
    String half = graph.initializer("gelu.half", new float[] {0.5f});
    String erf = graph.node("Erf", List.of(graph.node("Div", List.of(z, root))));
    String share = graph.node("Add", List.of(erf, one));
    // Half of z, not of the whole: a quantization that follows would swallow a last factor, and the
    // engine no longer see a gelu.
    String values = graph.node("Mul", List.of(graph.node("Mul", List.of(z, half)), share));
    return down().emit(graph, values, mask, weights);
  }

  @Override
  public long flops(int tokens) {
    return up().flops(tokens) + down().flops(tokens) + 10L * tokens * hidden;
  }
}

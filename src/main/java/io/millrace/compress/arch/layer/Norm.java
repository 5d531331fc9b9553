package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code y = (x - mean(x)) / sqrt(variance(x) + 1e-5) * g + b}, over each token's numbers.
 *
 * <p>Source: Ba et al., Layer Normalization, 2016, section 3; ONNX LayerNormalization, opset 17.
 */
public record Norm(String name, int width) implements Layer {
  private static final float EPSILON = 1e-5f;

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put(name + ".weight", Parameter.ones(width));
    parameters.put(name + ".bias", Parameter.zeros(width));
    return parameters;
  }

  @Override
  public NDArray forward(NDArray x, NDArray mask, Map<String, NDArray> weights) {
    NDArray scale = weights.get(name + ".weight");
    NDArray bias = weights.get(name + ".bias");
    return LayerNorm.layerNorm(x, new Shape(width), scale, bias, EPSILON).head();
  }

  @Override
  public String emit(Graph graph, String x, String mask, Map<String, FloatTensor> weights) {
    String scale = Nodes.tensor(graph, name + ".weight", weights);
    String bias = Nodes.tensor(graph, name + ".bias", weights);
    Map<String, Object> attributes = Map.of("axis", -1L, "epsilon", EPSILON);
    return graph.node("LayerNormalization", List.of(x, scale, bias), attributes);
  }

  @Override
  public long flops(int tokens) {
    return 8L * tokens * width;
  }
}

package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code y = x W + b}.
 *
 * @param in width of x
 * @param out width of y
 */
public record Dense(String name, int in, int out) implements Layer {
  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put(name + ".weight", Parameter.matrix(in, out));
    parameters.put(name + ".bias", Parameter.zeros(out));
    return parameters;
  }

  @Override
  public NDArray forward(NDArray x, NDArray mask, Map<String, NDArray> weights) {
    return x.matMul(weights.get(name + ".weight")).add(weights.get(name + ".bias"));
  }

  @Override
  public String emit(Graph graph, String x, String mask, Map<String, FloatTensor> weights) {
    String matrix = Nodes.tensor(graph, name + ".weight", weights);
    String products = graph.node("MatMul", List.of(x, matrix));
    return graph.node("Add", List.of(products, Nodes.tensor(graph, name + ".bias", weights)));
  }

  @Override
  public long flops(int tokens) {
    return 2L * tokens * in * out;
  }
}

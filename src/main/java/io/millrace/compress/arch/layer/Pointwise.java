package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution of every number of a token apart, and a product that mixes them within groups; what
 * a group gives is dealt out in turn, so that each group of a next layer reads of all of them.
 *
 * <p>{@code s(i) = sum over k of d(k) * x(i - (w - 1) / 2 + k)}, number by number; {@code y(i)[j g
 * + k] = (s(i)[group k] W(k))[j]} for {@code g} groups. A bias is the caller's, who may take a
 * maximum first. With one group nothing is dealt out.
 *
 * <p>Source: Howard et al., MobileNets, 2017, section 3.1; Zhang et al., ShuffleNet, CVPR 2018,
 * section 3.1.
 *
 * @param window width w of the convolution
 */
public record Pointwise(String name, int window, int in, int out, int groups) implements Layer {
  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    // The sum of a window's tokens spreads as far as one of them does.
    parameters.put(depth(), Parameter.within(Math.sqrt(3.0 / window), window, in));
    double bound = Math.sqrt(6.0 * groups / (in + out));
    parameters.put(name + ".pointwise", Parameter.within(bound, groups, in / groups, out / groups));
    return parameters;
  }

  @Override
  public NDArray forward(NDArray x, NDArray mask, Map<String, NDArray> weights) {
    NDArray sum = null;
    List<NDArray> shifted = Windows.shifted(x, window);
    for (int k = 0; k < window; k++) {
      NDArray part = shifted.get(k).mul(weights.get(depth()).get(k));
      sum = sum == null ? part : sum.add(part);
    }
    long batch = x.getShape().get(0);
    long length = x.getShape().get(1);
    NDArray apart = sum.reshape(batch * length, groups, in / groups).transpose(1, 0, 2);
    NDArray products = apart.matMul(weights.get(name + ".pointwise"));
    return products.transpose(1, 2, 0).reshape(batch, length, out);
  }

  /**
   * Groups as one product with zeros between them, and the dealing out as an order of its columns.
   */
  @Override
  public String emit(Graph graph, String x, String mask, Map<String, FloatTensor> weights) {
    List<String> shifted = Windows.emitShifted(graph, x, window);
    float[] depth = weights.get(depth()).data();
    String sum = null;
    for (int k = 0; k < window; k++) {
      float[] factors = java.util.Arrays.copyOfRange(depth, k * in, (k + 1) * in);
      String factor = graph.initializer(depth() + k, factors, in);
      String part = graph.node("Mul", List.of(shifted.get(k), factor));
      sum = sum == null ? part : graph.node("Add", List.of(sum, part));
    }
    String matrix = Nodes.tensor(graph, name + ".pointwise", matrix(weights));
    return graph.node("MatMul", List.of(sum, matrix));
  }

  private FloatTensor matrix(Map<String, FloatTensor> weights) {
    float[] parts = weights.get(name + ".pointwise").data();
    FloatTensor matrix = FloatTensor.zeros(in, out);
    int rows = in / groups;
    int columns = out / groups;
    for (int group = 0; group < groups; group++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          matrix.data()[(group * rows + row) * out + column * groups + group] =
              parts[(group * rows + row) * columns + column];
        }
      }
    }
    return matrix;
  }

  private String depth() {
    return name + ".depthwise";
  }

  @Override
  public long flops(int tokens) {
    return 2L * tokens * in * window + 2L * tokens * in * out / groups;
  }
}

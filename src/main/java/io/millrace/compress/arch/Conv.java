package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.millrace.compress.arch.layer.Nodes;
import io.millrace.compress.arch.layer.Parameter;
import io.millrace.compress.graph.Graph;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.NgramSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Convolutions of several widths over the tokens, rectified, their largest values pooled.
 *
 * <p>{@code h(i) = relu([x(i - (w - 1) / 2), ..., x(i + w / 2)] W + b)} for each width {@code w},
 * {@code features = max over i of h(i)}, {@code logits = features V + c}. Values of padding are
 * zeroed before the maximum; that changes nothing, since a rectified value is never below zero.
 *
 * <p>Immutable.
 *
 * <p>Source: Kim, Convolutional Neural Networks for Sentence Classification, EMNLP 2014, section 2.
 */
record Conv(NgramSettings ngrams, int embedding, int channels, List<Integer> widths)
    implements Architecture {
  static Conv of(Spec spec) {
    NgramSettings ngrams = Ngrams.of(spec);
    Conv conv =
        new Conv(
            ngrams,
            spec.wide("embedding", 128, 1),
            spec.wide("channels", 256, 1),
            spec.range("widths", "1-4"));
    int widest = conv.widths.getLast();
    spec.require(widest <= Margin.WIDEST, "widths", "at most " + Margin.WIDEST, widest);
    return conv;
  }

  @Override
  public String spec() {
    return "conv:embedding=%d,channels=%d,widths=%d-%d,%s"
        .formatted(embedding, channels, widths.getFirst(), widths.getLast(), Ngrams.spec(ngrams));
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (int width : widths) {
      parameters.put(
          "conv" + width + ".weight", Parameter.matrix((long) width * embedding, channels));
      parameters.put("conv" + width + ".bias", Parameter.zeros(channels));
    }
    return parameters;
  }

  @Override
  public int features() {
    return channels * widths.size();
  }

  @Override
  public long featureFlops(int tokens) {
    long places = widths.stream().mapToInt(width -> width).sum();
    return 2L * tokens * channels * (places * embedding + widths.size());
  }

  @Override
  public NDArray features(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    NDList pooled = new NDList();
    for (int width : widths) {
      NDArray sums = Margin.windows(tokens, width).matMul(weights.get("conv" + width + ".weight"));
      NDArray values = Activation.relu(sums.add(weights.get("conv" + width + ".bias")));
      pooled.add(values.mul(mask).max(new int[] {1}));
    }
    return NDArrays.concat(pooled, 1);
  }

  /**
   * All widths as one product: the widest window, and a matrix in which a narrower width has zeros
   * where it does not reach. One large integer product is far cheaper than an integer convolution.
   *
   * <p>The maximum comes before bias and rectifier, which keep the order, so that they see one row
   * an utterance; padding is kept out of it by a penalty: one pass over all rows where a mask after
   * the rectifier took four.
   */
  @Override
  public String emit(Graph graph, String tokens, String mask, Weights weights) {
    int widest = widths.getLast();
    String windows = Margin.emitWindows(graph, tokens, widest);
    String matrix = Nodes.tensor(graph, "conv.weight", matrix(weights, widest));
    String products = graph.node("MatMul", List.of(windows, matrix));
    String largest = Nodes.maximum(graph, products, mask);
    String bias = Nodes.tensor(graph, "conv.bias", bias(weights));
    return graph.node("Relu", List.of(graph.node("Add", List.of(largest, bias))));
  }

  private FloatTensor matrix(Weights weights, int widest) {
    FloatTensor matrix = FloatTensor.zeros((long) widest * embedding, features());
    for (int i = 0; i < widths.size(); i++) {
      int width = widths.get(i);
      float[] part = weights.get("conv" + width + ".weight").data();
      int firstRow = (Margin.start(width) - Margin.start(widest)) * embedding;
      for (int row = 0; row < width * embedding; row++) {
        int to = (firstRow + row) * features() + i * channels;
        System.arraycopy(part, row * channels, matrix.data(), to, channels);
      }
    }
    return matrix;
  }

  private FloatTensor bias(Weights weights) {
    FloatTensor bias = FloatTensor.zeros(features());
    for (int i = 0; i < widths.size(); i++) {
      float[] part = weights.get("conv" + widths.get(i) + ".bias").data();
      System.arraycopy(part, 0, bias.data(), i * channels, channels);
    }
    return bias;
  }
}

package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.millrace.compress.arch.layer.Nodes;
import io.millrace.compress.arch.layer.Parameter;
import io.millrace.compress.arch.layer.Pointwise;
import io.millrace.compress.graph.Graph;
import io.millrace.model.text.NgramSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Convolutions in two parts, one that looks along the tokens and one that mixes the numbers of each
 * ({@link Pointwise}), block after block, the last one's largest values pooled.
 *
 * <p>{@code x := x + relu(P(x) + b)} in each block but the last, {@code features = max over i of
 * relu(P(x)(i) + b)} in the last. A block adds to what it reads, so the words stay in sight of the
 * last one; {@code depth} blocks see {@code 1 + depth * (window - 1)} words. With several groups
 * the products are within groups and what they give is shuffled.
 *
 * <p>Immutable.
 *
 * <p>Source: Howard et al., MobileNets, 2017; Zhang et al., ShuffleNet, CVPR 2018; He et al., Deep
 * Residual Learning for Image Recognition, CVPR 2016 (the sum).
 *
 * @param channels features of the last block
 * @param window words that a convolution spans
 * @param groups 1 for {@code sep}, more for {@code shuffle}
 */
record Separable(
    NgramSettings ngrams, int embedding, int channels, int window, int depth, int groups)
    implements Architecture {
  private static final int WIDEST = 9;

  static Separable of(Spec spec) {
    return read(spec, 1);
  }

  static Separable shuffled(Spec spec) {
    return read(spec, spec.number("groups", 4, 2));
  }

  private static Separable read(Spec spec, int groups) {
    Separable separable =
        new Separable(
            Ngrams.of(spec),
            spec.wide("embedding", 64, groups),
            spec.wide("channels", 192, groups),
            spec.number("window", 3, 1),
            spec.deep("depth", 2),
            groups);
    spec.require(separable.window <= WIDEST, "window", "at most " + WIDEST, separable.window);
    spec.requireMultiple("embedding", separable.embedding, groups);
    spec.requireMultiple("channels", separable.channels, groups);
    return separable;
  }

  @Override
  public String spec() {
    return "%s:embedding=%d,channels=%d,window=%d,depth=%d,%s%s"
        .formatted(
            groups == 1 ? "sep" : "shuffle",
            embedding,
            channels,
            window,
            depth,
            groups == 1 ? "" : "groups=" + groups + ",",
            Ngrams.spec(ngrams));
  }

  private Pointwise block(int i) {
    int out = i == depth - 1 ? channels : embedding;
    return new Pointwise("block" + i, window, embedding, out, groups);
  }

  private static String bias(Pointwise block) {
    return block.name() + ".bias";
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (int i = 0; i < depth; i++) {
      parameters.putAll(block(i).parameters());
      parameters.put(bias(block(i)), Parameter.zeros(block(i).out()));
    }
    return parameters;
  }

  @Override
  public int features() {
    return channels;
  }

  @Override
  public long featureFlops(int tokens) {
    long flops = 0;
    for (int i = 0; i < depth; i++) {
      flops += block(i).flops(tokens) + 2L * tokens * block(i).out();
    }
    return flops;
  }

  @Override
  public NDArray features(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    NDArray x = Margin.without(tokens);
    for (int i = 0; i < depth - 1; i++) {
      x = x.add(rectified(block(i), x, mask, weights));
    }
    return rectified(block(depth - 1), x, mask, weights).max(new int[] {1});
  }

  /** Padding is zeroed again: its products are not zero beside tokens, nor is its bias. */
  private static NDArray rectified(
      Pointwise block, NDArray x, NDArray mask, Map<String, NDArray> weights) {
    NDArray products = block.forward(x, mask, weights);
    return Activation.relu(products.add(weights.get(bias(block)))).mul(mask);
  }

  /** The last maximum comes before bias and rectifier, as in {@link Conv}. */
  @Override
  public String emit(Graph graph, String tokens, String mask, Weights weights) {
    String x = tokens;
    for (int i = 0; i < depth - 1; i++) {
      String products = block(i).emit(graph, x, mask, weights.others());
      String rectified = relu(graph, products, block(i), weights);
      x = graph.node("Add", List.of(x, graph.node("Mul", List.of(rectified, mask))));
    }
    Pointwise last = block(depth - 1);
    String products = last.emit(graph, x, mask, weights.others());
    String largest = Nodes.maximum(graph, products, mask);
    return relu(graph, largest, last, weights);
  }

  private static String relu(Graph graph, String value, Pointwise block, Weights weights) {
    String bias = Nodes.tensor(graph, bias(block), weights.others());
    return graph.node("Relu", List.of(graph.node("Add", List.of(value, bias))));
  }
}

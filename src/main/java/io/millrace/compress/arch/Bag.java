package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.text.NgramSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean of the tokens and one dense tensor: no order of words, and the cheapest model there is.
 *
 * <p>{@code logits = (sum of x(i) / number of tokens) V + c}
 *
 * <p>Immutable.
 *
 * <p>Source: Joulin et al., Bag of Tricks for Efficient Text Classification, EACL 2017, section 2.
 */
public record Bag(NgramSettings ngrams, int embedding) implements Architecture {
  static Bag of(Spec spec) {
    return new Bag(Ngrams.of(spec), spec.number("embedding", 128, 1));
  }

  @Override
  public String spec() {
    return "bag:embedding=%d,%s".formatted(embedding, Ngrams.spec(ngrams));
  }

  @Override
  public Map<String, long[]> shapes(int labels) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("dense.weight", new long[] {embedding, labels});
    shapes.put("dense.bias", new long[] {labels});
    return shapes;
  }

  @Override
  public int features() {
    return embedding;
  }

  @Override
  public NDArray features(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    return tokens.sum(new int[] {1}).div(mask.sum(new int[] {1}).maximum(1));
  }

  @Override
  public String emit(Graph graph, String tokens, String mask, Weights weights) {
    String one = graph.initializer("one", new float[] {1});
    String count = graph.node("Max", List.of(Emission.sum(graph, mask, 1, 0), one));
    return graph.node("Div", List.of(Emission.sum(graph, tokens, 1, 0), count));
  }
}

package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.arch.layer.Nodes;
import io.millrace.compress.arch.layer.Parameter;
import io.millrace.compress.graph.Graph;
import io.millrace.model.text.NgramSettings;
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
record Bag(NgramSettings ngrams, int embedding) implements Architecture {
  static Bag of(Spec spec) {
    return new Bag(Ngrams.of(spec), spec.wide("embedding", 128, 1));
  }

  @Override
  public String spec() {
    return "bag:embedding=%d,%s".formatted(embedding, Ngrams.spec(ngrams));
  }

  @Override
  public Map<String, Parameter> parameters() {
    return Map.of();
  }

  @Override
  public int features() {
    return embedding;
  }

  @Override
  public long featureFlops(int tokens) {
    return (tokens + 1L) * embedding;
  }

  @Override
  public NDArray features(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    return tokens.sum(new int[] {1}).div(mask.sum(new int[] {1}).maximum(1));
  }

  @Override
  public String emit(Graph graph, String tokens, String mask, Weights weights) {
    return Nodes.mean(graph, tokens, mask);
  }
}

package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.arch.layer.Dense;
import io.millrace.compress.arch.layer.Parameter;
import io.millrace.compress.graph.Graph;
import io.millrace.model.text.NgramSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model's description: how large it is, and how logits come from the summed embeddings of its
 * tokens.
 *
 * <p>Immutable.
 */
public sealed interface Architecture permits Bag, Conv, Separable, Transformer {
  /** Words of the text that {@code flops=} is counted on: an utterance's, near enough. */
  int TEXT_TOKENS = 12;

  /**
   * Reads a SPEC such as {@code conv:embedding=128,channels=256,widths=1-4,buckets=40000}.
   *
   * @throws IllegalArgumentException if kind, key or value is not known, naming it and what is
   */
  static Architecture parse(String text) {
    return Scaling.fit(Spec.parse(text));
  }

  /** The SPEC with every key written out; {@link #parse} of it gives an equal architecture. */
  String spec();

  /** How utterances become ids. */
  NgramSettings ngrams();

  /** Length of an embedding row. */
  int embedding();

  /** The tensors between embedding table and features, by name, in a fixed order. */
  Map<String, Parameter> parameters();

  /** All tensors but the embedding table, by name, in a fixed order. */
  default Map<String, Parameter> parameters(int labels) {
    Map<String, Parameter> all = new LinkedHashMap<>(parameters());
    all.putAll(dense(labels).parameters());
    return all;
  }

  /** The last part: from features to logits. */
  default Dense dense(int labels) {
    return new Dense("dense", features(), labels);
  }

  /** Numbers that go into the last dense tensor, where dropout acts. */
  int features();

  /**
   * Pooled features on the training engine.
   *
   * @param tokens {@code [batch, Margin.BEFORE + length + Margin.AFTER, embedding]}, rows of
   *     padding and of the margin zero
   * @param mask {@code [batch, length, 1]}, 1 for tokens and 0 for padding
   * @return {@code [batch, features]}
   */
  NDArray features(NDArray tokens, NDArray mask, Map<String, NDArray> weights);

  /**
   * Adds the nodes that make the pooled features to a graph.
   *
   * @param tokens {@code [batch, length, embedding]}, rows of padding zero
   * @param mask {@code [batch, length, 1]}
   * @return the value that holds them, {@code [batch, features]}
   */
  String emit(Graph graph, String tokens, String mask, Weights weights);

  /** Floating-point operations from the tokens' embeddings to the features of one text. */
  long featureFlops(int tokens);

  /**
   * Floating-point operations from the tokens' embeddings to the logits of one text, a
   * multiplication and its addition being two.
   */
  default long flops(int labels, int tokens) {
    return featureFlops(tokens) + dense(labels).flops(1);
  }

  /** Numbers that are trained, the embedding table included. */
  default long parameterCount(int labels) {
    long others = parameters(labels).values().stream().mapToLong(Parameter::count).sum();
    return others + (long) ngrams().buckets() * embedding();
  }

  /** Fresh weights; rows of the table spread by 0.1, other tensors as they say. */
  default Weights initial(int labels, long seed) {
    return Initial.weights(this, labels, new SplittableRandom(seed));
  }
}

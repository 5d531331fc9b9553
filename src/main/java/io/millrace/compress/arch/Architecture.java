package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import io.millrace.compress.graph.Graph;
import io.millrace.model.text.NgramSettings;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model's description: how large it is, and how logits come from the summed embeddings of its
 * tokens.
 *
 * <p>Immutable.
 */
public sealed interface Architecture permits Bag, Conv {
  /**
   * Reads a SPEC such as {@code conv:embedding=128,channels=256,widths=1-4,buckets=40000}.
   *
   * @throws IllegalArgumentException if kind, key or value is not known, naming it
   */
  static Architecture parse(String text) {
    Spec spec = Spec.parse(text);
    Architecture architecture =
        switch (spec.kind()) {
          case "conv" -> Conv.of(spec);
          case "bag" -> Bag.of(spec);
          default -> throw spec.refusal("expected conv or bag");
        };
    spec.refuseUnknownKeys();
    return architecture;
  }

  /** The SPEC with every key written out; {@link #parse} of it gives an equal architecture. */
  String spec();

  /** How utterances become ids. */
  NgramSettings ngrams();

  /** Length of an embedding row. */
  int embedding();

  /** Shapes of all tensors but the embedding table, by name, in a fixed order. */
  Map<String, long[]> shapes(int labels);

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

  /**
   * Fresh weights: a tensor with one axis is zero, others are uniform within {@code sqrt(6 / (in +
   * out))}, the table within {@code sqrt(3) * 0.1}.
   *
   * <p>Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
   * networks, AISTATS 2010, equation 16.
   */
  default Weights initial(int labels, long seed) {
    return Initial.weights(this, labels, new SplittableRandom(seed));
  }
}

package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.millrace.compress.arch.layer.EncoderLayers;
import io.millrace.compress.arch.layer.EncoderLayers.NormPlace;
import io.millrace.compress.arch.layer.Nodes;
import io.millrace.compress.arch.layer.Parameter;
import io.millrace.compress.arch.layer.Pooling;
import io.millrace.compress.graph.Graph;
import io.millrace.model.text.NgramSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transformer encoder over words.
 *
 * <p>{@code features = pool(layers(x + p))}, where {@code p} are embeddings of positions. With
 * {@code pool=cls} a token of its own, trained like a word, comes first and is what is pooled.
 *
 * <p>Its tokens are words with hashed n-grams, not word pieces: no vocabulary has to be learnt or
 * carried along, no word is unknown, and an utterance has fewer tokens.
 *
 * <p>Immutable.
 *
 * <p>Source: Vaswani et al., Attention Is All You Need, NIPS 2017; Devlin et al., BERT, NAACL 2019
 * (positions and the first token).
 */
record Transformer(NgramSettings ngrams, EncoderLayers layers, Pooling pooling)
    implements Architecture {
  private static final String POSITIONS = "position.embedding";
  private static final String FIRST = "cls.embedding";

  /** Enough for a head to tell words apart, and few enough for several heads (BERT: 64). */
  private static final int HEAD_WIDTH = 32;

  /** Scaled widths are multiples of what a processor multiplies at once. */
  private static final int MULTIPLE = 8;

  static Transformer of(Spec spec) {
    int given = spec.number("heads", 0, 1);
    int head = spec.number("head", 0, 1);
    int embedding = spec.wide("embedding", 128, given == 0 || head > 0 ? MULTIPLE : given);
    int heads = given == 0 ? heads(embedding) : given;
    if (head == 0) {
      spec.requireMultiple("embedding", embedding, heads);
      head = embedding / heads;
    }
    EncoderLayers layers =
        new EncoderLayers(
            embedding,
            spec.deep("depth", 2),
            heads,
            head,
            hidden(spec, embedding),
            spec.word("norm", NormPlace.PRE));
    return new Transformer(Ngrams.of(spec), layers, spec.word("pool", Pooling.MEAN));
  }

  /** As many heads as leave each its width. */
  private static int heads(int embedding) {
    int heads = Math.max(1, embedding / HEAD_WIDTH);
    while (embedding % heads != 0) {
      heads--;
    }
    return heads;
  }

  private static int hidden(Spec spec, int embedding) {
    int given = spec.number("hidden", 0, 1);
    return given == 0 ? 4 * embedding : spec.wide("hidden", given, MULTIPLE);
  }

  @Override
  public String spec() {
    return "transformer:embedding=%d,depth=%d,heads=%d,head=%d,hidden=%d,norm=%s,pool=%s,%s"
        .formatted(
            embedding(),
            layers.depth(),
            layers.heads(),
            layers.head(),
            layers.hidden(),
            Spec.word(layers.place()),
            Spec.word(pooling),
            Ngrams.spec(ngrams));
  }

  @Override
  public int embedding() {
    return layers.width();
  }

  @Override
  public int features() {
    return layers.width();
  }

  private boolean hasFirst() {
    return pooling == Pooling.CLS;
  }

  @Override
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put(POSITIONS, Parameter.within(0.1, ngrams.maxTokens(), embedding()));
    if (hasFirst()) {
      parameters.put(FIRST, Parameter.within(0.1, 1, 1, embedding()));
    }
    parameters.putAll(layers.parameters());
    return parameters;
  }

  @Override
  public long featureFlops(int tokens) {
    return layers.flops(hasFirst() ? tokens + 1 : tokens);
  }

  @Override
  public NDArray features(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    NDArray all = withFirst(mask);
    return pooling.forward(layers.forward(placed(tokens, mask, weights), all, weights), all);
  }

  /** What each word has read, {@code [batch, length, embedding]}. */
  NDArray states(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    NDArray states = layers.forward(placed(tokens, mask, weights), withFirst(mask), weights);
    return hasFirst() ? states.get(":,1:") : states;
  }

  private NDArray withFirst(NDArray mask) {
    return hasFirst() ? NDArrays.concat(new NDList(mask.get(":,:1").onesLike(), mask), 1) : mask;
  }

  private NDArray placed(NDArray tokens, NDArray mask, Map<String, NDArray> weights) {
    NDArray words = Margin.without(tokens);
    NDArray placed = words.add(weights.get(POSITIONS).get(":" + words.getShape().get(1)));
    if (!hasFirst()) {
      return placed;
    }
    NDArray first = mask.get(":,:1").onesLike().mul(weights.get(FIRST));
    return NDArrays.concat(new NDList(first, placed), 1);
  }

  @Override
  public String emit(Graph graph, String tokens, String mask, Weights weights) {
    String all = mask;
    String placed = emitPlaced(graph, tokens, weights);
    if (hasFirst()) {
      String from = graph.initializer("first.from", new long[] {0}, 1);
      String to = graph.initializer("first.to", new long[] {1}, 1);
      String row = graph.node("Slice", List.of(mask, from, to, to));
      String zero = graph.initializer("first.zero", new float[] {0});
      String zeros = graph.node("Mul", List.of(row, zero));
      String one = graph.initializer("first.one", new float[] {1});
      String ones = graph.node("Add", List.of(zeros, one));
      String embedding = Nodes.tensor(graph, FIRST, weights.others());
      String first = graph.node("Mul", List.of(ones, embedding));
      all = graph.node("Concat", List.of(ones, mask), Map.of("axis", 1L));
      placed = graph.node("Concat", List.of(first, placed), Map.of("axis", 1L));
    }
    String read = layers.emit(graph, placed, all, weights.others());
    return pooling.emit(graph, read, all);
  }

  private static String emitPlaced(Graph graph, String tokens, Weights weights) {
    String table = Nodes.tensor(graph, POSITIONS, weights.others());
    String start = graph.initializer("position.start", new long[] {0}, 1);
    String length = graph.node("Shape", List.of(tokens), Map.of("start", 1L, "end", 2L));
    String positions = graph.node("Slice", List.of(table, start, length, start));
    return graph.node("Add", List.of(tokens, positions));
  }
}

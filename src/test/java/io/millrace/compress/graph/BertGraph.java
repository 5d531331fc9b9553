package io.millrace.compress.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Small encoders with the nodes that torch.onnx writes for Hugging Face's classifiers: constants in
 * {@code Constant} nodes, shapes computed from {@code Shape}, {@code Gather} and {@code Concat},
 * layer normalisation below opset 17 and GELU below opset 20 in their parts.
 *
 * <p>After exports of bert-base, distilbert-base and xlm-roberta-base by torch 2.1 and of
 * all-MiniLM-L6-v2 by torch 2.0; the weights are random.
 */
public final class BertGraph {
  /** Whose graph it looks like. */
  public enum Family {
    BERT,
    DISTILBERT,
    MINILM,
    XLM,
    /** BERT of Transformers 4.48 and later, with torch's own scaled dot product. */
    SDPA
  }

  /** Rows of the embedding table. */
  public static final int VOCABULARY = 30;

  public static final int LAYERS = 2;
  public static final int WIDTH = 16;
  public static final int HEADS = 4;
  public static final int FEED_FORWARD = 24;
  public static final int PLACES = 20;
  public static final int LABELS = 3;

  private final Graph graph = new Graph();
  private final Random random = new Random(11);
  private final Family family;
  private final long opset;

  private BertGraph(Family family, long opset) {
    this.family = family;
    this.opset = opset;
    graph.opset("", opset);
  }

  /** The graph; its output is {@code logits [batch, LABELS]}. */
  public static Graph of(Family family, long opset) {
    return new BertGraph(family, opset).build();
  }

  /** Families and some opsets that exporters write. */
  public static Stream<Arguments> exports() {
    return Stream.of(Family.values())
        .flatMap(
            family -> LongStream.of(11, 14, 17, 21).mapToObj(opset -> Arguments.of(family, opset)));
  }

  /** Inputs of a family for two utterances, the second of them padded. */
  public static Map<String, Object> batch(Family family) {
    return padded(family, new long[][] {{5, 7, 9, 4, 2}, {8, 3, 11, 0, 0}}, new int[] {5, 3});
  }

  /** Inputs of a family for padded rows of ids. */
  static Map<String, Object> padded(Family family, long[][] ids, int[] lengths) {
    long[][] mask = new long[ids.length][ids[0].length];
    for (int i = 0; i < ids.length; i++) {
      Arrays.fill(mask[i], 0, lengths[i], 1);
    }
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put("input_ids", ids);
    inputs.put("attention_mask", mask);
    if (inputs(family).contains("token_type_ids")) {
      inputs.put("token_type_ids", new long[ids.length][ids[0].length]);
    }
    return inputs;
  }

  /** The inputs that the family has. */
  public static List<String> inputs(Family family) {
    return family != Family.DISTILBERT && family != Family.XLM
        ? List.of("input_ids", "attention_mask", "token_type_ids")
        : List.of("input_ids", "attention_mask");
  }

  private Graph build() {
    inputs(family).forEach(name -> graph.input(name, ElementType.INT64, "batch", "length"));
    String mask = family == Family.DISTILBERT ? "attention_mask" : addedMask();
    String tokens = embeddings();
    for (int layer = 0; layer < LAYERS; layer++) {
      tokens = layer("encoder.layer." + layer, tokens, mask);
    }
    String logits = head(tokens);
    graph.output(logits, "logits", ElementType.FLOAT, "batch", Integer.toString(LABELS));
    return graph;
  }

  private String embeddings() {
    String words = node("Gather", weight("word_embeddings.weight", VOCABULARY, WIDTH), "input_ids");
    String sum = words;
    if (inputs(family).size() == 3) {
      String types = weight("token_type_embeddings.weight", 2, WIDTH);
      sum = node("Add", sum, node("Gather", types, "token_type_ids"));
    }
    String places = weight("position_embeddings.weight", PLACES, WIDTH);
    sum = node("Add", sum, node("Gather", places, family == Family.XLM ? counted() : sliced()));
    return norm("embeddings.LayerNorm", sum);
  }

  /** Places of BERT: as many of a constant row as there are tokens. */
  private String sliced() {
    long[] ids = new long[PLACES];
    for (int i = 0; i < PLACES; i++) {
      ids[i] = i;
    }
    String row = graph.initializer("position_ids", ids, 1, PLACES);
    String length = unsqueeze(dim("input_ids", 1), 0);
    return node("Slice", row, longs(0), length, longs(1), longs(1));
  }

  /** Places of XLM: counted over tokens that are no padding, from 2 on. */
  private String counted() {
    String pad = constant(Tensor.of(new long[] {1}));
    String real = node("Not", node("Equal", "input_ids", pad));
    String counts = cast(cast(real, ElementType.INT32), ElementType.INT32);
    String sums = node("CumSum", counts, constant(Tensor.of(new long[] {1})));
    String places = node("Mul", sums, counts);
    return node("Add", cast(places, ElementType.INT64), constant(Tensor.of(new long[] {1})));
  }

  /** 0 for tokens and the least float for padding, {@code [batch, 1, 1, length]}. */
  private String addedMask() {
    String column = unsqueeze(unsqueeze("attention_mask", 1), 2);
    String one = scalar(1);
    return node("Mul", node("Sub", one, cast(column, ElementType.FLOAT)), scalar(-Float.MAX_VALUE));
  }

  private String layer(String name, String tokens, String mask) {
    String self = name + ".attention.self";
    String query = heads(linear(self + ".query", tokens, WIDTH, WIDTH), 0, 2, 1, 3);
    String key = heads(linear(self + ".key", tokens, WIDTH, WIDTH), 0, 2, 3, 1);
    String value = heads(linear(self + ".value", tokens, WIDTH, WIDTH), 0, 2, 1, 3);
    String scores =
        switch (family) {
          case DISTILBERT -> whereMasked(node("MatMul", overRoot(query), key), mask);
          case SDPA -> node("Add", scaledProduct(query, key), mask);
          default -> node("Add", overRoot(node("MatMul", query, key)), mask);
        };
    String weights = attributed("Softmax", Map.of("axis", -1L), scores);
    if (family == Family.SDPA) {
      weights = node("Where", node("IsNaN", weights), scalar(0), weights);
    }
    String mixed = transpose(node("MatMul", weights, value), 0, 2, 1, 3);
    String width = longs(WIDTH);
    String shape = concat(unsqueeze(dim(mixed, 0), 0), unsqueeze(dim(mixed, 1), 0), width);
    String merged = node("Reshape", mixed, shape);
    String attended = linear(name + ".attention.output.dense", merged, WIDTH, WIDTH);
    String between = norm(name + ".attention.output.LayerNorm", node("Add", attended, tokens));
    String units = gelu(linear(name + ".intermediate.dense", between, WIDTH, FEED_FORWARD));
    String out = linear(name + ".output.dense", units, FEED_FORWARD, WIDTH);
    return norm(name + ".output.LayerNorm", node("Add", out, between));
  }

  /** Divided by the root of the heads' length. */
  private String overRoot(String value) {
    return node("Div", value, scalar((float) Math.sqrt(WIDTH / HEADS)));
  }

  /** Each side is multiplied by the fourth root of its heads' length, which its shape tells. */
  private String scaledProduct(String query, String key) {
    String last = longs(-1);
    String length = node("Slice", node("Shape", query), last, longs(Long.MAX_VALUE));
    String root = node("Sqrt", cast(length, ElementType.FLOAT));
    String scale = node("Div", constant(Tensor.of(new float[] {1}, 1)), root);
    String left = node("Mul", query, node("Sqrt", scale));
    return node("MatMul", left, node("Mul", key, node("Sqrt", scale)));
  }

  /** As DistilBERT masks: {@code masked_fill} of a mask expanded to the scores. */
  private String whereMasked(String scores, String mask) {
    String hidden = node("Equal", mask, constant(Tensor.of(new long[] {0})));
    String shape =
        concat(unsqueeze(dim(mask, 0), 0), longs(1), longs(1), unsqueeze(dim(mask, 1), 0));
    String column = node("Reshape", hidden, shape);
    String bytes = cast(node("Expand", column, node("Shape", scores)), ElementType.BOOL);
    return node("Where", bytes, scalar(-Float.MAX_VALUE), scores);
  }

  private String heads(String value, long... order) {
    String batch = unsqueeze(dim(value, 0), 0);
    String last = longs(WIDTH / HEADS);
    String shape =
        family == Family.DISTILBERT
            ? concat(batch, longs(-1), longs(HEADS), last)
            : concat(batch, unsqueeze(dim(value, 1), 0), longs(HEADS), last);
    return transpose(node("Reshape", value, shape), order);
  }

  private String head(String tokens) {
    return switch (family) {
      case MINILM -> gemm("classifier", mean(tokens), LABELS);
      case DISTILBERT ->
          gemm("classifier", node("Relu", gemm("pre_classifier", first(tokens), WIDTH)), LABELS);
      case BERT, SDPA ->
          gemm("classifier", node("Tanh", gemm("pooler", first(tokens), WIDTH)), LABELS);
      case XLM -> gemm("out_proj", node("Tanh", gemm("dense", first(tokens), WIDTH)), LABELS);
    };
  }

  private String first(String tokens) {
    return attributed("Gather", Map.of("axis", 1L), tokens, constant(Tensor.of(new long[] {0})));
  }

  private String mean(String tokens) {
    String column = cast(unsqueeze("attention_mask", 2), ElementType.FLOAT);
    return node("Div", sum(node("Mul", tokens, column)), sum(column));
  }

  private String sum(String value) {
    return opset >= 13
        ? attributed("ReduceSum", Map.of("keepdims", 0L), value, longs(1))
        : attributed("ReduceSum", Map.of("keepdims", 0L, "axes", List.of(1L)), value);
  }

  private String linear(String name, String value, int in, int out) {
    String product = node("MatMul", value, weight("onnx::MatMul_" + name, in, out));
    return node("Add", weight(name + ".bias", out), product);
  }

  private String gemm(String name, String value, int out) {
    return attributed(
        "Gemm",
        Map.of("transB", 1L, "alpha", 1f, "beta", 1f),
        value,
        weight(name + ".weight", out, WIDTH),
        weight(name + ".bias", out));
  }

  private String norm(String name, String value) {
    String scale = weight(name + ".weight", WIDTH);
    String bias = weight(name + ".bias", WIDTH);
    if (opset >= 17) {
      return attributed(
          "LayerNormalization", Map.of("axis", -1L, "epsilon", 1e-12f), value, scale, bias);
    }
    String centred = node("Sub", value, meanOfLast(value));
    String variance = meanOfLast(node("Pow", centred, scalar(2)));
    String deviation = node("Sqrt", node("Add", variance, scalar(1e-12f)));
    return node("Add", node("Mul", node("Div", centred, deviation), scale), bias);
  }

  private String meanOfLast(String value) {
    return opset >= 18
        ? node("ReduceMean", value, longs(-1))
        : attributed("ReduceMean", Map.of("axes", List.of(-1L)), value);
  }

  private String gelu(String value) {
    if (opset >= 20) {
      return node("Gelu", value);
    }
    String erf = node("Erf", node("Div", value, scalar((float) Math.sqrt(2))));
    return node("Mul", node("Mul", value, node("Add", erf, scalar(1))), scalar(0.5f));
  }

  private String dim(String value, long axis) {
    String index = constant(Tensor.of(new long[] {axis}));
    return attributed("Gather", Map.of("axis", 0L), node("Shape", value), index);
  }

  private String unsqueeze(String value, long axis) {
    return opset >= 13
        ? node("Unsqueeze", value, longs(axis))
        : attributed("Unsqueeze", Map.of("axes", List.of(axis)), value);
  }

  private String transpose(String value, long... order) {
    List<Long> axes = new ArrayList<>();
    for (long axis : order) {
      axes.add(axis);
    }
    return attributed("Transpose", Map.of("perm", axes), value);
  }

  private String concat(String... parts) {
    return attributed("Concat", Map.of("axis", 0L), parts);
  }

  private String cast(String value, ElementType type) {
    return attributed("Cast", Map.of("to", (long) type.code()), value);
  }

  private String weight(String name, long... dims) {
    int count = 1;
    for (long dim : dims) {
      count *= (int) dim;
    }
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian(0, 0.3);
    }
    return graph.initializer(name, numbers, dims);
  }

  private String longs(long value) {
    return constant(Tensor.of(new long[] {value}, 1));
  }

  private String scalar(float value) {
    return constant(Tensor.of(new float[] {value}));
  }

  private String constant(Tensor tensor) {
    return attributed("Constant", Map.of("value", tensor));
  }

  private String node(String opType, String... inputs) {
    return graph.node(opType, List.of(inputs));
  }

  private String attributed(String opType, Map<String, Object> attributes, String... inputs) {
    return graph.node(opType, List.of(inputs), attributes);
  }
}

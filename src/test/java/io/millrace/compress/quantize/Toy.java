package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A student in small: summed rows, windows of width 1 and 2, maximum, one dense product. */
final class Toy {
  static final int BUCKETS = 600;
  static final int EMBEDDING = 16;
  static final int CHANNELS = 12;
  static final int LABELS = 5;

  /** The value that the convolution reads. */
  static final String TOKENS = "tokens";

  static final Map<String, Object> BATCH =
      Map.of(
          "words", new int[][] {{7, 30, 411}, {599, 12, 0}},
          "grams", new int[] {8, 9, 31, 32, 33},
          "places", new long[][] {{0, 0}, {0, 0}, {0, 1}, {1, 0}, {1, 1}});

  private Toy() {}

  /** Uniform in -1..1; the same for the same count. */
  static float[] weights(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    return weights;
  }

  static Graph graph() {
    Graph graph = new Graph();
    graph.input("words", ElementType.INT32, "batch", "length");
    graph.input("grams", ElementType.INT32, "n");
    graph.input("places", ElementType.INT64, "n", "2");
    float[] rows = weights(BUCKETS * EMBEDDING);
    java.util.Arrays.fill(rows, 0, EMBEDDING, 0);
    String table = graph.initializer("table", rows, BUCKETS, EMBEDDING);
    String words = graph.node("Gather", List.of(table, "words"));
    String grams = graph.node("Gather", List.of(table, "grams"));
    String sums =
        graph.node("ScatterND", List.of(words, "places", grams), Map.of("reduction", "add"));
    graph.rename(sums, TOKENS);
    String features = graph.node("Concat", maxima(graph), Map.of("axis", 1L));
    String matrix =
        graph.initializer("dense", weights(2 * CHANNELS * LABELS), 2 * CHANNELS, LABELS);
    String product = graph.node("MatMul", List.of(graph.node("Relu", List.of(features)), matrix));
    String bias = graph.initializer("bias", weights(LABELS), LABELS);
    String logits = graph.node("Add", List.of(product, bias));
    graph.output(logits, "logits", ElementType.FLOAT, "batch", Integer.toString(LABELS));
    return graph;
  }

  private static List<String> maxima(Graph graph) {
    String pads = graph.initializer("pads", new long[] {0, 0, 0, 0, 1, 0}, 6);
    String padded = graph.node("Pad", List.of(TOKENS, pads));
    String first = slice(graph, padded, 0, -1);
    String second = slice(graph, padded, 1, Long.MAX_VALUE);
    String pairs = graph.node("Concat", List.of(first, second), Map.of("axis", 2L));
    String penalty = penalty(graph);
    List<String> maxima = new ArrayList<>();
    for (String windows : List.of(first, pairs)) {
      int rows = windows.equals(first) ? EMBEDDING : 2 * EMBEDDING;
      String matrix = graph.initializer("conv", weights(rows * CHANNELS), rows, CHANNELS);
      String product = graph.node("MatMul", List.of(windows, matrix));
      String counted = graph.node("Add", List.of(product, penalty));
      maxima.add(
          graph.node("ReduceMax", List.of(counted), Map.of("axes", List.of(-2L), "keepdims", 0L)));
    }
    return maxima;
  }

  /** 0 for words, very little for padding. */
  private static String penalty(Graph graph) {
    String known =
        graph.node("Cast", List.of("words"), Map.of("to", (long) ElementType.BOOL.code()));
    String mask = graph.node("Cast", List.of(known), Map.of("to", (long) ElementType.FLOAT.code()));
    String rows =
        graph.node("Unsqueeze", List.of(mask, graph.initializer("last", new long[] {2}, 1)));
    String one = graph.initializer("one", new float[] {1});
    String large = graph.initializer("large", new float[] {1e9f});
    return graph.node("Mul", List.of(graph.node("Sub", List.of(rows, one)), large));
  }

  private static String slice(Graph graph, String value, long from, long to) {
    return graph.node(
        "Slice",
        List.of(
            value,
            graph.initializer("from", new long[] {from}, 1),
            graph.initializer("to", new long[] {to}, 1),
            graph.initializer("axis", new long[] {1}, 1)));
  }
}

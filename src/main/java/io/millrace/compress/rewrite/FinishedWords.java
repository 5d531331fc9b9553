package io.millrace.compress.rewrite;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.text.NgramTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives frequent words rows of their own, which hold what hashing would have summed up: one lookup
 * where there were as many as a word has n-grams, and no hashing.
 *
 * <p>{@code row(buckets + i) = sum of row(id) over the hashed ids of word i}. The logits stay the
 * same, but for the order in which floats are added. Nine in ten words of a text are among its few
 * thousand most frequent ones.
 *
 * <p>Match: {@code Gather(table, words)} and {@code Gather(table, grams)} of graph inputs of these
 * names, from one constant table.
 */
public final class FinishedWords {
  private FinishedWords() {}

  /**
   * Appends the rows of the words, in their order, to the table of a graph.
   *
   * @param buckets rows of the table that hashing finds; the table may hold no others yet
   * @param hashing finds the ids of each word
   * @throws IllegalArgumentException if the graph has no such table, with the reason
   */
  public static void rewrite(Graph graph, int buckets, NgramTokenizer hashing, List<String> words) {
    String name = table(graph);
    Tensor table = graph.constant(name).orElseThrow();
    int rows = (int) table.dims()[0];
    int width = (int) table.dims()[1];
    if (rows != buckets) {
      throw new IllegalArgumentException(
          "table %s: expected %d rows, found %d: were words finished before?"
              .formatted(name, buckets, rows));
    }
    float[] elements = Arrays.copyOf(table.floats(), (rows + words.size()) * width);
    for (int i = 0; i < words.size(); i++) {
      int to = (rows + i) * width;
      for (int id : hashing.wordIds(words.get(i))) {
        for (int k = 0; k < width; k++) {
          elements[to + k] += elements[id * width + k];
        }
      }
    }
    graph.setInitializer(name, Tensor.of(elements, rows + words.size(), width));
  }

  private static String table(Graph graph) {
    Set<String> tables =
        List.of("words", "grams").stream()
            .flatMap(input -> graph.consumers(input).stream())
            .filter(node -> node.is("Gather"))
            .map(node -> node.inputs().getFirst())
            .collect(Collectors.toSet());
    List<String> floats = tables.stream().filter(name -> isFloatTable(graph, name)).toList();
    if (tables.size() != 1 || floats.size() != 1) {
      throw new IllegalArgumentException(
          "expected one table of floats that the inputs words and grams look up, found " + tables);
    }
    for (Node reader : graph.consumers(floats.getFirst())) {
      if (!reader.is("Gather")) {
        throw new IllegalArgumentException(
            "table %s is also read by %s, which would see its new rows"
                .formatted(floats.getFirst(), reader));
      }
    }
    return floats.getFirst();
  }

  private static boolean isFloatTable(Graph graph, String name) {
    return graph
        .constant(name)
        .filter(table -> table.type() == ElementType.FLOAT && table.dims().length == 2)
        .isPresent();
  }
}

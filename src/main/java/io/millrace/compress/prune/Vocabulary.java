package io.millrace.compress.prune;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Removes the rows of word pieces that hardly occur. The tokenizer stays as it is: a small table in
 * the graph says which of the rows that stay each piece has, and pieces without one share that of
 * the unknown piece.
 *
 * <p>Not for sharing.
 *
 * @param lookup the {@code Gather} of rows by {@code input_ids}
 * @param rows how many there are
 */
public record Vocabulary(Node lookup, int rows) {
  private static final String IDS = "input_ids";

  /** Letters that vocabularies rarely know, of unlike scripts. */
  private static final List<String> STRANGE = List.of("\u2d63", "\u16a0", "\u1200", "\ua4d0");

  /** The embedding table of word pieces, if a graph has one that nobody else reads. */
  public static Optional<Vocabulary> of(Graph graph) {
    return graph.consumers(IDS).stream()
        .filter(node -> node.is("Gather") && node.inputs().get(1).equals(IDS))
        .filter(node -> node.integer("axis", 0) == 0)
        .filter(node -> graph.consumers(node.inputs().getFirst()).size() == 1)
        .flatMap(
            node -> table(graph, node).stream().map(table -> new Vocabulary(node, rows(table))))
        .findFirst();
  }

  /**
   * How often each piece occurs in utterances, ends of utterances included.
   *
   * @throws IllegalArgumentException if the tokenizer gives an id that has no row, naming it
   */
  public long[] counts(Tokenizer tokenizer, List<String> utterances) {
    long[] counts = new long[rows];
    for (String utterance : utterances) {
      for (int id : tokenizer.encode(utterance).ids()) {
        if (id >= rows) {
          throw new IllegalArgumentException(
              "%s: tokenizer gives id %d, the table has rows for 0 to %d"
                  .formatted(lookup, id, rows - 1));
        }
        counts[id]++;
      }
    }
    return counts;
  }

  /**
   * The piece that stands for what the tokenizer does not know: that which unlike strange letters
   * share.
   */
  public static Optional<Integer> unknown(Tokenizer tokenizer) {
    List<int[]> encoded = STRANGE.stream().map(letter -> tokenizer.encode(letter).ids()).toList();
    int[] ends = tokenizer.encode("").ids();
    for (int id : encoded.getFirst()) {
      boolean isEnd = IntStream.of(ends).anyMatch(end -> end == id);
      boolean isShared =
          encoded.stream().allMatch(ids -> IntStream.of(ids).anyMatch(each -> each == id));
      if (isShared && !isEnd) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /**
   * Removes the rows of the pieces that occur least; of equal ones the last.
   *
   * @param unknown keeps its row whatever its count, as does piece 0, the padding
   * @return how many rows stay
   */
  public int prune(Graph graph, long[] counts, int unknown, double sparsity) {
    int staying = Math.max(2, rows - (int) Math.round(sparsity * rows));
    counts[unknown] = Long.MAX_VALUE;
    counts[0] = Long.MAX_VALUE;
    boolean[] kept = new boolean[rows];
    IntStream.range(0, rows)
        .boxed()
        .sorted(Comparator.comparingLong((Integer id) -> counts[id]).reversed())
        .limit(staying)
        .forEach(id -> kept[id] = true);
    replace(graph, kept, unknown);
    return staying;
  }

  private void replace(Graph graph, boolean[] kept, int unknown) {
    int[] places = new int[rows];
    int next = 0;
    for (int id = 0; id < rows; id++) {
      places[id] = kept[id] ? next++ : -1;
    }
    for (int id = 0; id < rows; id++) {
      places[id] = kept[id] ? places[id] : places[unknown];
    }
    String name = lookup.inputs().getFirst();
    Tensor table = graph.constant(name).orElseThrow();
    FloatTensor old = new FloatTensor(table.dims(), table.floats());
    GraphWeights.replace(graph, name, new Slot(name, 0, 1).shrink(old, kept));
    String map = graph.initializer("vocabulary.rows", Tensor.of(places, rows));
    List<String> inputs = new ArrayList<>(lookup.inputs());
    inputs.set(1, graph.node("Gather", List.of(map, IDS)));
    graph.replace(
        lookup,
        new Node(lookup.name(), "", "Gather", inputs, lookup.outputs(), lookup.attributes()));
  }

  private static Optional<Tensor> table(Graph graph, Node node) {
    return graph
        .constant(node.inputs().getFirst())
        .filter(table -> table.type() == ElementType.FLOAT && table.dims().length == 2);
  }

  private static int rows(Tensor table) {
    return Math.toIntExact(table.dims()[0]);
  }
}

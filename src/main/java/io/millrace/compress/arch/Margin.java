package io.millrace.compress.arch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.millrace.compress.arch.layer.Windows;
import io.millrace.compress.graph.Graph;
import java.util.List;
import java.util.Map;

/**
 * Zero rows around the tokens of a batch in training, so that a window may hang over either end.
 *
 * <p>A window of width {@code w} at token {@code i} spans {@code i - (w - 1) / 2} to {@code i + w /
 * 2}.
 */
final class Margin {
  /** Zero rows before the first token. */
  static final int BEFORE = 2;

  /** Zero rows after the last token. */
  static final int AFTER = 2;

  /** The widest window that fits the margins. */
  static final int WIDEST = 5;

  private Margin() {}

  /** First row of a window of a width at token 0, counted in rows with the margin. */
  static int start(int width) {
    return BEFORE - Windows.before(width);
  }

  /** The tokens alone, {@code [batch, length, embedding]}. */
  static NDArray without(NDArray tokens) {
    return tokens.get(":," + BEFORE + ":" + (tokens.getShape().get(1) - AFTER));
  }

  /** The windows at all tokens, {@code [batch, length, width * embedding]}. */
  static NDArray windows(NDArray tokens, int width) {
    long length = tokens.getShape().get(1) - BEFORE - AFTER;
    NDList shifted = new NDList();
    for (int i = 0; i < width; i++) {
      long from = start(width) + i;
      shifted.add(tokens.get(":," + from + ":" + (from + length)));
    }
    return width == 1 ? shifted.getFirst() : NDArrays.concat(shifted, 2);
  }

  /** Adds the nodes that make the windows at all tokens from tokens without margin. */
  static String emitWindows(Graph graph, String tokens, int width) {
    List<String> shifted = Windows.emitShifted(graph, tokens, width);
    return width == 1 ? tokens : graph.node("Concat", shifted, Map.of("axis", 2L));
  }
}

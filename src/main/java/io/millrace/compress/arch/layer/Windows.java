package io.millrace.compress.arch.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.millrace.compress.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands at each place of a window, for all tokens at once: a window of width {@code w} at
 * token {@code i} spans {@code i - (w - 1) / 2} to {@code i + w / 2}, with zeros beyond either end.
 */
public final class Windows {
  private Windows() {}

  /** Places of a window before its token. */
  public static int before(int width) {
    return (width - 1) / 2;
  }

  /** One array a place, {@code [batch, length, embedding]} each. */
  static List<NDArray> shifted(NDArray x, int width) {
    NDArray padded = padded(x, width);
    long length = x.getShape().get(1);
    List<NDArray> shifted = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      shifted.add(width == 1 ? x : padded.get(":," + i + ":" + (i + length)));
    }
    return shifted;
  }

  private static NDArray padded(NDArray x, int width) {
    NDList parts = new NDList();
    zeros(parts, x, before(width));
    parts.add(x);
    zeros(parts, x, width - 1 - before(width));
    return parts.size() == 1 ? x : NDArrays.concat(parts, 1);
  }

  private static void zeros(NDList parts, NDArray x, int rows) {
    if (rows > 0) {
      Shape shape = x.getShape();
      parts.add(x.getManager().zeros(new Shape(shape.get(0), rows, shape.get(2))));
    }
  }

  /** Adds the nodes that make one value a place. */
  public static List<String> emitShifted(Graph graph, String x, int width) {
    if (width == 1) {
      return List.of(x);
    }
    long[] pads = {0, before(width), 0, 0, width - 1 - before(width), 0};
    String padded = graph.node("Pad", List.of(x, graph.initializer("margin", pads, pads.length)));
    String axis = graph.initializer("window.axis", new long[] {1}, 1);
    List<String> shifted = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      long end = i == width - 1 ? Long.MAX_VALUE : i - width + 1;
      String from = graph.initializer("window.from", new long[] {i}, 1);
      String to = graph.initializer("window.to", new long[] {end}, 1);
      shifted.add(graph.node("Slice", List.of(padded, from, to, axis)));
    }
    return shifted;
  }
}

package io.millrace.compress.quantize.adaptive;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.quantize.Report;
import java.util.Map;

/** A quantization that takes bits by constant. */
@FunctionalInterface
public interface Rewriting {
  /** Changes a graph in place; constants that are not named stay floats. */
  Report rewrite(Graph graph, Map<String, Integer> bits);
}

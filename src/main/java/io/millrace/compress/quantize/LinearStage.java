package io.millrace.compress.quantize;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stage whose weights, and activations on their way, are bytes.
 *
 * <p>Immutable.
 *
 * @param bits of weights, 2 to 8
 * @param engine that observes ranges
 */
public record LinearStage(StageDirectory from, int bits, Engine engine) {
  /**
   * The ranges that activations need, seen over utterances; none of no utterances, so that
   * activations are measured in each call.
   */
  public Map<String, Range> observe(List<String> utterances) throws IOException {
    return observe(utterances, Set.of());
  }

  /**
   * The ranges that activations need when some constants stay floats.
   *
   * @see LinearQuantization#rewrite(io.millrace.compress.graph.Graph, WeightCode, Map, Set)
   */
  public Map<String, Range> observe(List<String> utterances, Set<String> kept) throws IOException {
    if (utterances.isEmpty()) {
      return Map.of();
    }
    List<String> values = LinearQuantization.observed(new QuantizedStage(from).graph(), kept);
    return new RangeObserver(engine).observe(from, values, utterances);
  }

  /**
   * Writes the stage.
   *
   * @see QuantizedStage#write
   */
  public Report write(
      Map<String, Range> ranges, Path directory, String name, StageManifest.Provenance provenance)
      throws IOException {
    return new QuantizedStage(from)
        .write(
            graph -> LinearQuantization.rewrite(graph, bits, ranges), directory, name, provenance);
  }
}

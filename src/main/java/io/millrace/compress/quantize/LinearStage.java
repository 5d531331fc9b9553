package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.quantize.LinearQuantization.Report;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
    if (utterances.isEmpty()) {
      return Map.of();
    }
    List<String> values = LinearQuantization.observed(OnnxFile.load(from.model()));
    return new RangeObserver(engine).observe(from, values, utterances);
  }

  /**
   * Writes the stage. Trainable weights stay behind: they are not those of the new model.
   *
   * @param directory exists and is empty
   * @throws io.millrace.compress.graph.InvalidGraphException if the model is broken, or nothing in
   *     it can be quantized
   */
  public Report write(
      Map<String, Range> ranges, Path directory, String name, StageManifest.Provenance provenance)
      throws IOException {
    Graph graph = OnnxFile.load(from.model());
    Report report = LinearQuantization.rewrite(graph, bits, ranges);
    if (report.products() + report.tables() == 0) {
      throw new IllegalArgumentException(from.model() + ": nothing in it can be quantized");
    }
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    copyTokenizer(from, directory);
    StageManifest old = from.manifest();
    StageDirectory.write(
        directory,
        new StageManifest(
            StageManifest.FORMAT_VERSION,
            name,
            old.architecture(),
            old.labels(),
            old.inputs(),
            old.maxTokens(),
            old.ngrams(),
            provenance,
            Map.of(),
            Map.of()));
    return report;
  }

  /** What the stage reads by, beside its manifest. */
  static void copyTokenizer(StageDirectory from, Path directory) throws IOException {
    for (String name : List.of(StageDirectory.TOKENIZER, StageDirectory.WORDS)) {
      if (from.manifest().checksums().containsKey(name)) {
        Files.copy(from.path().resolve(name), directory.resolve(name));
      }
    }
  }
}

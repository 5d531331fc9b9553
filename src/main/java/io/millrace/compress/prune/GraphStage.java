package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A stage that differs from another by its graph. */
public final class GraphStage {
  private GraphStage() {}

  /**
   * Writes model, tokenizer and manifest. Trainable weights stay behind: they are not those of the
   * new model.
   *
   * @param directory exists and is empty
   * @param manifest its checksums are ignored and computed anew
   */
  public static StageDirectory write(
      StageDirectory from, Graph graph, Path directory, StageManifest manifest) throws IOException {
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    Path tokenizer = from.path().resolve(StageDirectory.TOKENIZER);
    if (Files.exists(tokenizer)) {
      Files.copy(tokenizer, directory.resolve(StageDirectory.TOKENIZER));
    }
    return StageDirectory.write(directory, manifest);
  }

  /** The manifest of a stage that was changed; nothing of the new one is measured yet. */
  public static StageManifest manifest(
      StageManifest old, String name, List<String> labels, StageManifest.Provenance provenance) {
    return new StageManifest(
        StageManifest.FORMAT_VERSION,
        name,
        old.architecture(),
        labels,
        old.inputs(),
        old.maxTokens(),
        old.ngrams(),
        provenance,
        Map.of(),
        Map.of());
  }
}

package io.millrace.compress.prune;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Path;

/** A stage that differs from another by its graph. */
public final class GraphStage {
  private GraphStage() {}

  /**
   * Writes the model, what it reads by and the manifest. Trainable weights stay behind: they are
   * not those of the new model.
   *
   * @param directory exists and is empty
   * @param manifest its checksums are ignored and computed anew
   */
  public static StageDirectory write(
      StageDirectory from, Graph graph, Path directory, StageManifest manifest) throws IOException {
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    from.copyReading(directory);
    return StageDirectory.write(directory, manifest);
  }
}

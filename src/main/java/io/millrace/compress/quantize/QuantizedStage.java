package io.millrace.compress.quantize;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A stage like another, but for its graph.
 *
 * <p>Immutable.
 */
public record QuantizedStage(StageDirectory from) {
  /** The graph, ready for rewriting: what {@code Constant} nodes hold are constants like others. */
  public Graph graph() throws IOException {
    Graph graph = OnnxFile.load(from.model());
    Constants.lift(graph);
    return graph;
  }

  /**
   * Writes the stage. Trainable weights stay behind: they are not those of the new model.
   *
   * @param rewriting changes the graph in place and says what it did
   * @param directory exists and is empty
   * @throws io.millrace.compress.graph.InvalidGraphException if the model is broken
   * @throws IllegalArgumentException if nothing in it could be quantized
   */
  public Report write(
      Function<Graph, Report> rewriting,
      Path directory,
      String name,
      StageManifest.Provenance provenance)
      throws IOException {
    Graph graph = graph();
    Report report = rewriting.apply(graph);
    if (report.shrunk().isEmpty()) {
      throw new IllegalArgumentException(from.model() + ": nothing in it can be quantized");
    }
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    from.copyReading(directory);
    StageDirectory.write(
        directory, from.manifest().like(name, from.manifest().labels(), provenance));
    return report;
  }
}

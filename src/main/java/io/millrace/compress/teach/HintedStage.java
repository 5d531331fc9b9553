package io.millrace.compress.teach;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A teacher that answers with a hint beside its logits, so that the engine port need not know of
 * values inside a model.
 *
 * <p>Immutable.
 *
 * @param classifier gives {@code [batch, labels + width]}
 */
record HintedStage(Classifier classifier, int width) {
  /**
   * Loads a teacher so.
   *
   * @param value the hint's name in its graph; none: the default
   * @throws InvalidBundleException if there is no such value, or it is not {@code [batch, width]}
   */
  static HintedStage load(Engine engine, StageDirectory stage, Optional<String> value) {
    try {
      return Placing.scratch(
          "hint",
          scratch -> {
            Graph graph = OnnxFile.load(stage.model());
            Hint hint = Hint.of(graph, value, stage.model());
            hint.joinTo(graph);
            return load(engine, write(stage, graph, hint.width(), scratch), hint, stage);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HintedStage load(
      Engine engine, StageDirectory hinted, Hint hint, StageDirectory stage) {
    try {
      return new HintedStage(engine.classifier(hinted), hint.width());
    } catch (InvalidBundleException e) {
      throw new InvalidBundleException(
          "%s: value %s cannot be a hint: expected [batch, %d]"
              .formatted(stage.model(), hint.value(), hint.width()),
          e);
    }
  }

  private static StageDirectory write(StageDirectory stage, Graph graph, int width, Path directory)
      throws IOException {
    OnnxFile.save(graph, directory.resolve(StageDirectory.MODEL));
    stage.copyReading(directory);
    StageManifest old = stage.manifest();
    List<String> columns =
        IntStream.range(0, old.labels().size() + width).mapToObj(i -> "column " + i).toList();
    return StageDirectory.write(
        directory, old.like(old.name() + "-hint", columns, old.provenance()));
  }
}

package io.millrace.cli;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.prune.GraphStage;
import io.millrace.compress.prune.PruningReport;
import io.millrace.compress.prune.TrainedPruning.Pruned;
import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A stage that was pruned and is not written yet. */
sealed interface PrunedStage {
  /** What was pruned. */
  PruningReport report();

  /** Writes the stage, whole or not at all. */
  StageDirectory write(Path out, Provenance provenance) throws IOException;

  /** A graph of anybody's; the engine is asked whether it still is a model before it is placed. */
  record OfGraph(StageDirectory before, Graph graph, PruningReport report, OnnxEngine engine)
      implements PrunedStage {
    @Override
    public StageDirectory write(Path out, Provenance provenance) throws IOException {
      Placing.stage(
          out,
          aside -> {
            var old = before.manifest();
            var manifest = old.like(CommandText.name(out), old.labels(), provenance);
            engine.classifier(GraphStage.write(before, graph, aside, manifest)).close();
          });
      return StageDirectory.read(out);
    }
  }

  /** Weights of our own, which can be trained further. */
  record OfWeights(StageDirectory before, Pruned pruned) implements PrunedStage {
    @Override
    public PruningReport report() {
      return pruned.report();
    }

    @Override
    public StageDirectory write(Path out, Provenance provenance) throws IOException {
      return StageFiles.write(
          out,
          pruned.architecture(),
          pruned.weights(),
          before.manifest().labels(),
          new StageFiles.Origin(provenance, Map.of()));
    }
  }
}

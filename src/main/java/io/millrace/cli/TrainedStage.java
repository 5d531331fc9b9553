package io.millrace.cli;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.prune.ActivityObserver;
import io.millrace.compress.prune.Importance;
import io.millrace.compress.prune.Scope;
import io.millrace.compress.prune.StructuredPruning;
import io.millrace.compress.prune.StructuredPruning.Reading;
import io.millrace.compress.prune.TrainedPruning;
import io.millrace.compress.prune.UnitKind;
import io.millrace.model.bundle.Safetensors;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A stage of our own architectures, with the weights that it was trained with. */
record TrainedStage(
    StageDirectory before, TrainedPruning pruning, double sparsity, OnnxEngine engine) {
  static TrainedStage of(StageDirectory before, double sparsity, OnnxEngine engine) {
    Architecture architecture = Architecture.parse(before.manifest().architecture());
    Weights weights = Weights.of(Safetensors.read(before.path().resolve(StageDirectory.WEIGHTS)));
    return new TrainedStage(before, new TrainedPruning(architecture, weights), sparsity, engine);
  }

  PrunedStage zero(Scope scope) {
    return new PrunedStage.OfWeights(before, pruning.zero(Importance.MAGNITUDE, sparsity, scope));
  }

  /**
   * @param utterances to measure activity on; none: importance is by magnitude
   */
  PrunedStage remove(List<String> utterances, Set<UnitKind> kinds) throws IOException {
    List<Reading> readings =
        StructuredPruning.readings(OnnxFile.load(before.model()), pruning.groups());
    Importance importance =
        utterances.isEmpty() || readings.isEmpty()
            ? Importance.MAGNITUDE
            : new ActivityObserver(engine).observe(before, readings, utterances);
    return new PrunedStage.OfWeights(before, pruning.remove(importance, sparsity, kinds));
  }
}

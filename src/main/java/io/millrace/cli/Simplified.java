package io.millrace.cli;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.InvalidGraphException;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.rewrite.DropOutputs;
import io.millrace.compress.rewrite.Rewriting;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.TokenIds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;

/**
 * A stage's model in fewer nodes, taken only if the engine gives the same answers with it.
 *
 * <p>Whatever cannot be rewritten stays as it was, the whole model if need be, and is named.
 *
 * @param utterances to compare the answers on
 */
record Simplified(OnnxEngine engine, List<TokenIds> utterances, PrintWriter out) {
  private static final String LOGITS = "logits";

  /** Logits are single figures; rounding in another order moves them by a hundredth of this. */
  private static final double TOLERANCE = 1e-3;

  /** Rewrites the model of a stage that is complete otherwise. */
  void rewrite(StageDirectory stage) throws IOException {
    Graph graph;
    try {
      graph = OnnxFile.load(stage.model());
    } catch (InvalidGraphException e) {
      out.println("left as it was, all of it: " + e.getMessage());
      return;
    }
    int before = graph.nodes().size();
    List<String> dropped = DropOutputs.allBut(graph, LOGITS);
    Rewriting.Report report = Rewriting.simplifying().apply(graph);
    byte[] original = Files.readAllBytes(stage.model());
    float[][] expected = logits(stage);
    OnnxFile.save(graph, stage.model());
    if (!isSame(StageDirectory.write(stage.path(), stage.manifest()), expected)) {
      Files.write(stage.model(), original);
      StageDirectory.write(stage.path(), stage.manifest());
      out.println("left as it was, all of it: rewritten it gave other answers");
      return;
    }
    report
        .left()
        .forEach(left -> out.printf("left as it was: %s: %s%n", left.node(), left.reason()));
    if (!dropped.isEmpty()) {
      out.printf("outputs dropped: %s%n", dropped);
    }
    out.printf("%d nodes in the place of %d%n", graph.nodes().size(), before);
  }

  private boolean isSame(StageDirectory stage, float[][] expected) {
    float[][] found;
    try {
      found = logits(stage);
    } catch (InvalidBundleException | InferenceException e) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        double allowed = TOLERANCE * Math.max(1, Math.abs(expected[i][j]));
        if (!(Math.abs(found[i][j] - expected[i][j]) <= allowed)) {
          return false;
        }
      }
    }
    return true;
  }

  private float[][] logits(StageDirectory stage) {
    try (Classifier classifier = engine.classifier(stage)) {
      return classifier.logits(utterances);
    }
  }
}

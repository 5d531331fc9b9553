package io.millrace.cli;

import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.data.Split;
import io.millrace.compress.measure.OpenStage;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Engine;
import java.util.List;

/**
 * What a stage on disk says, asked once.
 *
 * @param texts whose logits are asked for
 */
record Answers(Engine engine, List<String> texts) {
  /** Logits {@code [texts, labels]}. */
  float[][] logits(StageDirectory directory) {
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      return stage.logits(texts);
    }
  }

  /** The share of utterances in scope whose top label is right. */
  double accuracy(StageDirectory directory, Split split) {
    List<LabelledUtterance> utterances = split.inScope();
    List<String> labels = directory.manifest().labels();
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      float[][] logits = stage.logits(utterances.stream().map(LabelledUtterance::text).toList());
      int right = 0;
      for (int i = 0; i < logits.length; i++) {
        right += labels.get(best(logits[i])).equals(utterances.get(i).label()) ? 1 : 0;
      }
      return (double) right / logits.length;
    }
  }

  private static int best(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }
}

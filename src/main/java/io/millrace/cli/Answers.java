package io.millrace.cli;

import io.millrace.compress.data.Split;
import io.millrace.compress.measure.OpenStage;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Engine;
import java.util.List;
import java.util.stream.IntStream;

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

  /** The top label of each text. */
  int[] topLabels(StageDirectory directory) {
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      return stage.topLabels(texts);
    }
  }

  /** The share of places at which two are equal. */
  static double agreement(int[] one, int[] other) {
    return IntStream.range(0, one.length).filter(i -> one[i] == other[i]).count()
        / (double) one.length;
  }

  /** The share of utterances in scope whose top label is right. */
  double accuracy(StageDirectory directory, Split split) {
    try (OpenStage stage = OpenStage.load(engine, directory)) {
      return stage.accuracy(split);
    }
  }
}

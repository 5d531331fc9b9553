package io.millrace.compress.measure;

import io.millrace.compress.data.Split;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import java.util.Arrays;
import java.util.List;

/**
 * How a stage ranks the labels of what is in scope, and where its best one is right.
 *
 * <p>Immutable by agreement: nobody writes to {@code correct} after construction.
 */
public record StageAnswers(List<String> texts, List<Ranking> rankings, boolean[] correct) {
  /**
   * Asks a stage.
   *
   * @throws io.millrace.compress.data.InvalidDataException if the data has a label that the stage
   *     lacks
   */
  public static StageAnswers of(OpenStage stage, Gate gate, Split split) {
    Sample sample = Sample.of(split, stage.labels());
    List<String> texts = sample.texts().subList(0, sample.inScope());
    List<Ranking> rankings = Arrays.stream(stage.logits(texts)).map(gate::rank).toList();
    boolean[] correct = new boolean[texts.size()];
    for (int i = 0; i < correct.length; i++) {
      correct[i] = rankings.get(i).best() == sample.labels()[i];
    }
    return new StageAnswers(texts, rankings, correct);
  }
}

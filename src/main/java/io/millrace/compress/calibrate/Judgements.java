package io.millrace.compress.calibrate;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How sure each stage of a cascade is of each utterance of a sample, and where its best label is
 * right: all that thresholds decide on.
 *
 * <p>Thresholds are {@code [stages - 1]}, one a student: the last stage answers what no student
 * accepts, whatever its own gate does.
 *
 * <p>Immutable by agreement: nobody writes to the arrays.
 *
 * @param sureness {@code [stages, utterances]}, 0..1
 * @param chances {@code [stages, utterances]}, how likely each stage says its best label is, 0..1
 * @param right {@code [stages, utterances]}
 */
record Judgements(double[][] sureness, double[][] chances, boolean[][] right) {
  /** Ranks a sample as gates rank it; their thresholds do not matter. */
  static Judgements of(CalibrationSample sample, List<Gate> gates) {
    double[][] sureness = new double[gates.size()][sample.size()];
    double[][] chances = new double[gates.size()][sample.size()];
    boolean[][] right = new boolean[gates.size()][sample.size()];
    for (int stage = 0; stage < gates.size(); stage++) {
      for (int i = 0; i < sample.size(); i++) {
        Ranking ranking = gates.get(stage).rank(sample.logits()[stage][i]);
        sureness[stage][i] = ranking.sureness();
        chances[stage][i] = ranking.confidence();
        right[stage][i] = ranking.best() == sample.labels()[i];
      }
    }
    return new Judgements(sureness, chances, right);
  }

  int size() {
    return right[0].length;
  }

  /** Index of the last stage. */
  int last() {
    return right.length - 1;
  }

  /** Index of the first stage from one on that accepts an utterance, or of the last. */
  int answering(double[] thresholds, int from, int utterance) {
    int stage = from;
    while (stage < last() && !(sureness[stage][utterance] >= thresholds[stage])) {
      stage++;
    }
    return stage;
  }

  /**
   * Of an utterance: 1 if the last stage is right and another is wrong, -1 the other way round,
   * else 0.
   */
  int drop(int stage, int utterance) {
    return (right[last()][utterance] ? 1 : 0) - (right[stage][utterance] ? 1 : 0);
  }

  /** The drop of the stage that answers, utterance by utterance. */
  double[] drops(double[] thresholds) {
    return each(i -> drop(answering(thresholds, 0, i), i));
  }

  /** Of each utterance: 1 if the last stage alone abstains at the threshold, else 0. */
  double[] abstentions(double threshold) {
    return each(i -> sureness[last()][i] >= threshold ? 0 : 1);
  }

  /** The share of utterances that a stage answers; the last stage's abstentions are among its. */
  double share(double[] thresholds, int stage) {
    return mean(i -> answering(thresholds, 0, i) == stage ? 1 : 0);
  }

  /**
   * What an utterance costs on average.
   *
   * @param costs {@code [stages]} of asking each
   */
  double cost(double[] thresholds, double[] costs) {
    return mean(i -> Arrays.stream(costs, 0, answering(thresholds, 0, i) + 1).sum());
  }

  private double mean(IntToDoubleFunction value) {
    return IntStream.range(0, size()).mapToDouble(value).average().orElse(0);
  }

  private double[] each(IntToDoubleFunction value) {
    return IntStream.range(0, size()).mapToDouble(value).toArray();
  }
}

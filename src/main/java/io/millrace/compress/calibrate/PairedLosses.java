package io.millrace.compress.calibrate;

import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.model.confidence.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The losses of a cascade on a sample, as a function of its thresholds.
 *
 * <p>Immutable.
 */
final class PairedLosses {
  private final CalibrationSample sample;
  private final ConfidenceFunction function;
  private final List<TemperatureScaling> scalings;
  private final List<List<Ranking>> rankings = new ArrayList<>();

  PairedLosses(
      CalibrationSample sample, ConfidenceFunction function, List<TemperatureScaling> scalings) {
    this.sample = sample;
    this.function = function;
    this.scalings = scalings;
    for (int stage = 0; stage < scalings.size(); stage++) {
      Gate gate = gate(stage, 0);
      rankings.add(List.of(sample.logits()[stage]).stream().map(gate::rank).toList());
    }
  }

  /** The gate of a stage at a threshold. */
  Gate gate(int stage, double threshold) {
    return new Gate(function, scalings.get(stage), threshold, sample.outOfScope());
  }

  /** Of each utterance: 1 if the last stage alone abstains at the threshold, else 0. */
  double[] abstentions(double threshold) {
    Gate gate = gate(last(), threshold);
    return losses(i -> accepts(gate, last(), i) ? 0 : 1);
  }

  /**
   * Of each utterance: 1 if the last stage is right and the stage that answers is wrong, -1 the
   * other way round, else 0, when all stages but the last have the threshold.
   */
  double[] drops(double threshold) {
    return losses(
        i -> (isRight(last(), i) ? 1 : 0) - (isRight(answering(threshold, i), i) ? 1 : 0));
  }

  /** The share of utterances that the first stage defers at the threshold. */
  double escalationRate(double threshold) {
    Gate gate = gate(0, threshold);
    return IntStream.range(0, sample.size()).filter(i -> !accepts(gate, 0, i)).count()
        / (double) sample.size();
  }

  /** True if some utterance is not escalated to the last stage. */
  boolean studentsAccept(double threshold) {
    return IntStream.range(0, sample.size()).anyMatch(i -> answering(threshold, i) < last());
  }

  /**
   * Refuses samples from which a threshold could be computed and would mean nothing.
   *
   * @throws IllegalArgumentException with the stage and the reason
   */
  void requireInformative() {
    for (int stage = 0; stage < last(); stage++) {
      int asked = stage;
      String name = "Stage " + sample.stages().get(stage) + ": ";
      require(
          IntStream.range(0, sample.size()).anyMatch(i -> !isRight(asked, i)),
          name + "makes no error in %d utterances, so no threshold is better than another");
      require(
          IntStream.range(0, sample.size()).anyMatch(i -> isRight(asked, i) != isRight(last(), i)),
          name + "is right and wrong where the last stage is in all %d utterances");
      require(
          rankings.get(stage).stream().mapToDouble(Ranking::sureness).distinct().count() > 1,
          name + "has the same confidence in all %d utterances, so no threshold parts them");
    }
  }

  private void require(boolean holds, String reason) {
    if (!holds) {
      throw new IllegalArgumentException(reason.formatted(sample.size()));
    }
  }

  private int answering(double threshold, int utterance) {
    int stage = 0;
    while (stage < last() && !accepts(gate(stage, threshold), stage, utterance)) {
      stage++;
    }
    return stage;
  }

  private int last() {
    return scalings.size() - 1;
  }

  private boolean accepts(Gate gate, int stage, int utterance) {
    return gate.judge(rankings.get(stage).get(utterance)) instanceof Verdict.Accept;
  }

  private boolean isRight(int stage, int utterance) {
    return rankings.get(stage).get(utterance).best() == sample.labels()[utterance];
  }

  private double[] losses(IntToDoubleFunction loss) {
    return IntStream.range(0, sample.size()).mapToDouble(loss).toArray();
  }
}

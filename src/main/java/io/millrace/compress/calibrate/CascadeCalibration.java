package io.millrace.compress.calibrate;

import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.RiskControl;
import io.millrace.model.confidence.RiskControl.Certificate;
import io.millrace.model.confidence.TemperatureScaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Chooses the temperatures and thresholds of a cascade from a validation split, with proofs.
 *
 * <ol>
 *   <li>The utterances in scope are shuffled; a fifth of them fits the temperatures, the others
 *       prove, since a proof must not rest on what was fitted to its own sample.
 *   <li>The last gate abstains as readily as it may: its threshold is the highest at which the last
 *       stage alone is proved to abstain on at most {@code maxFalseAbstention} of what is in scope.
 *       The cascade abstains on less, for whatever a student accepts is not abstained.
 *   <li>The students' gates accept as much as they may: their common threshold is the lowest at
 *       which the drop of accuracy is proved to be at most {@code maxDrop}, and no lower than the
 *       last gate's.
 * </ol>
 *
 * <p>The loss of an utterance is paired: 1 if the last stage is right and the stage that answers is
 * wrong, -1 the other way round, else 0; each by its best label in scope. So an abstention counts
 * the same on both sides: an utterance that reaches the last gate has loss 0 whatever that gate
 * does, and where a student answers, the last gate could only have withheld the teacher's label.
 * The drop of the cascade below the last stage, both with abstentions counted as wrong, is
 * therefore at most the mean bounded here, for every threshold of the last gate.
 *
 * <p>Immutable. Each of the two proofs holds with probability {@code 1 - delta} over the sample.
 *
 * @param function what all gates compare with their thresholds
 * @param maxDrop largest drop of accuracy, above 0 and below 1
 * @param delta chance that a proof misleads
 * @param maxFalseAbstention largest share in scope that may be abstained
 * @param seed of the shuffle
 */
public record CascadeCalibration(
    ConfidenceFunction function,
    double maxDrop,
    double delta,
    double maxFalseAbstention,
    long seed) {

  /** One part in five fits the temperatures: one number needs a few hundred utterances. */
  private static final int FITTING_SHARE = 5;

  /** Evenly spaced in log-odds, because stages are mostly sure; the last is 0. */
  private static final double[] FROM_STRICT =
      IntStream.rangeClosed(0, 230)
          .mapToDouble(i -> i == 230 ? 0 : Math.rint(1e4 / (1 + Math.exp(0.05 * i - 6.9))) / 1e4)
          .toArray();

  private static final double[] FROM_LAX = Arrays.stream(FROM_STRICT).sorted().toArray();

  /**
   * What was chosen, gate by gate, and what is proved.
   *
   * @param drop absent for a single stage, which has nothing to drop below
   */
  public record Choice(List<Gate> gates, Optional<Certificate> drop, Certificate falseAbstention) {}

  /**
   * Chooses for the stages of a cascade, cheapest first.
   *
   * @throws IllegalArgumentException if the sample cannot tell: it is too small, a stage makes no
   *     error or only the last one's, a student's confidences are all equal, or no threshold passes
   */
  public Choice choose(CalibrationSample sample) {
    CalibrationSample shuffled = sample.shuffled(seed);
    int fitting = sample.size() / FITTING_SHARE;
    List<TemperatureScaling> scalings = shuffled.range(0, fitting).fitTemperatures();
    PairedLosses losses =
        new PairedLosses(shuffled.range(fitting, sample.size()), function, scalings);
    Certificate abstention = lastThreshold(losses, sample.size() - fitting);
    int last = scalings.size() - 1;
    if (last == 0) {
      return new Choice(
          List.of(losses.gate(0, abstention.threshold())), Optional.empty(), abstention);
    }
    losses.requireInformative();
    Certificate drop = studentThreshold(losses, abstention.threshold(), sample.size() - fitting);
    List<Gate> gates = new ArrayList<>();
    for (int stage = 0; stage < last; stage++) {
      gates.add(losses.gate(stage, drop.threshold()));
    }
    gates.add(losses.gate(last, abstention.threshold()));
    return new Choice(List.copyOf(gates), Optional.of(drop), abstention);
  }

  CascadeCalibration withSeed(long other) {
    return new CascadeCalibration(function, maxDrop, delta, maxFalseAbstention, other);
  }

  private Certificate lastThreshold(PairedLosses losses, int size) {
    RiskControl control = new RiskControl(maxFalseAbstention, delta, 0, seed);
    requireSize("max-false-abstention", control, size);
    return control
        .boldest(FROM_LAX, losses::abstentions)
        .orElseThrow(() -> new IllegalStateException("Bug: threshold 0 abstains on something"));
  }

  private Certificate studentThreshold(PairedLosses losses, double least, int size) {
    RiskControl control = new RiskControl(maxDrop, delta, -1, seed);
    requireSize("max-drop", control, size);
    double[] thresholds = Arrays.stream(FROM_STRICT).filter(t -> t >= least).toArray();
    return control
        .boldest(thresholds, losses::drops)
        .filter(certificate -> losses.studentsAccept(certificate.threshold()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "max-drop: no threshold at which the students accept anything is proved to keep %s at delta %s on %d utterances: they err too often where they are sure, or the sample is too small; train them longer, add to valid.jsonl, or raise --max-drop"
                        .formatted(maxDrop, delta, size)));
  }

  private static void requireSize(String option, RiskControl control, int size) {
    int least = control.leastSampleSize();
    if (size < least) {
      throw new IllegalArgumentException(
          "%s: %d utterances (after a fifth for the temperatures) cannot prove %s at delta %s: at least %d are needed, and more the more often stages differ; add to valid.jsonl, or raise --%s"
              .formatted(option, size, control.limit(), control.delta(), least, option));
    }
  }
}

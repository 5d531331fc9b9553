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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Chooses the gates of a cascade from a validation split, with proofs.
 *
 * <ol>
 *   <li>The utterances in scope are shuffled. A fifth of them fits whatever is fitted: the
 *       temperatures, the confidence functions ({@link FunctionChoice}), which thresholds are
 *       tested and in which order ({@link ThresholdPath}). The others prove, since a proof must not
 *       rest on what was fitted to its own sample.
 *   <li>The last gate abstains as readily as it may: its threshold is the highest at which the last
 *       stage alone is proved to abstain on at most {@code maxFalseAbstention} of what is in scope.
 *       The cascade abstains on less, for whatever a student accepts is not abstained.
 *   <li>The students' gates accept as much as they may: of the thresholds along the path, each
 *       cheaper than the one before, the last before the first at which the drop of accuracy is not
 *       proved to be at most {@code maxDrop}. No student accepts the share of what is in scope that
 *       the last gate may abstain on.
 * </ol>
 *
 * <p>The loss of an utterance is paired: 1 if the last stage is right and the stage that answers is
 * wrong, -1 the other way round, else 0; each by its best label in scope. So an abstention counts
 * the same on both sides: an utterance that reaches the last gate has loss 0 whatever that gate
 * does, and where a student answers, the last gate could only have withheld the teacher's label.
 * The drop of the cascade below the last stage, both with abstentions counted as wrong, is
 * therefore at most the mean bounded here, for every threshold of the last gate.
 *
 * <p>Both proofs hold together with probability {@code 1 - delta} over the sample: each is made at
 * half of delta. At the whole of it each would hold as often, but on GoEmotions halves that checked
 * it, which stray as much as those that proved, broke the limit in 5.9 % of 1,000 resplits and not
 * in 5.
 *
 * <p>Immutable.
 *
 * @param functions what the gates compare with their thresholds, stage by stage; empty to have them
 *     chosen
 * @param maxDrop largest drop of accuracy, above 0 and below 1
 * @param delta chance that one of the proofs misleads
 * @param maxFalseAbstention largest share in scope that may be abstained
 * @param seed of the shuffle
 */
public record CascadeCalibration(
    List<ConfidenceFunction> functions,
    double maxDrop,
    double delta,
    double maxFalseAbstention,
    long seed) {

  private static final int PROOFS = 2;

  /** One part in five fits: a temperature needs a few hundred utterances. */
  private static final int FITTING_SHARE = 5;

  /**
   * @throws IllegalArgumentException if delta lies outside its range
   */
  public CascadeCalibration {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: expected above 0 and below 1, found " + delta);
    }
  }

  /**
   * What was chosen, gate by gate, and what is proved.
   *
   * @param drop absent for a single stage, which has nothing to drop below
   * @param fittingSize utterances in scope that fitted, and prove nothing
   */
  public record Choice(
      List<Gate> gates, Optional<Certificate> drop, Certificate falseAbstention, int fittingSize) {}

  /**
   * Chooses for the stages of a cascade, cheapest first.
   *
   * @throws IllegalArgumentException if the sample cannot tell: it is too small, a stage makes no
   *     error or only the last one's, a student's confidences are all equal or it accepts nothing,
   *     or no threshold passes
   */
  public Choice choose(CalibrationSample sample) {
    CalibrationSample shuffled = sample.shuffled(seed);
    int fittingSize = sample.size() / FITTING_SHARE;
    CalibrationSample fitting = shuffled.range(0, fittingSize);
    List<Gate> gates = new ArrayList<>(open(fitting, fitting.fitTemperatures()));
    Judgements fitted = Judgements.of(fitting, gates);
    Judgements proof = Judgements.of(shuffled.range(fittingSize, sample.size()), gates);

    double[] levels = risingLevels(fitted.sureness()[fitted.last()]);
    Certificate abstention =
        control("max-false-abstention", maxFalseAbstention, 0, proof)
            .boldest(levels.length, step -> proof.abstentions(levels[step]))
            .orElseThrow(() -> new IllegalStateException("Bug: threshold 0 abstains on something"));
    gates.set(proof.last(), gates.getLast().withThreshold(levels[abstention.step()]));
    if (proof.last() == 0) {
      return new Choice(List.copyOf(gates), Optional.empty(), abstention, fittingSize);
    }

    RiskControl dropping = control("max-drop", maxDrop, -1, proof);
    Students students = new Students(sample.stages(), proof);
    students.requireInformative();
    List<double[]> path = ThresholdPath.of(fitted, sample.costs(), floors(fitted));
    Certificate drop = students.furthest(path, dropping);
    double[] thresholds = path.get(drop.step());
    for (int stage = 0; stage < thresholds.length; stage++) {
      gates.set(stage, gates.get(stage).withThreshold(thresholds[stage]));
    }
    return new Choice(List.copyOf(gates), Optional.of(drop), abstention, fittingSize);
  }

  CascadeCalibration withSeed(long other) {
    return new CascadeCalibration(functions, maxDrop, delta, maxFalseAbstention, other);
  }

  CascadeCalibration withFunctions(List<ConfidenceFunction> others) {
    return new CascadeCalibration(others, maxDrop, delta, maxFalseAbstention, seed);
  }

  /** Gates that accept all. */
  private List<Gate> open(CalibrationSample fitting, List<TemperatureScaling> scalings) {
    List<ConfidenceFunction> compared =
        functions.isEmpty()
            ? new FunctionChoice(fitting, scalings, maxFalseAbstention).functions()
            : functions;
    if (compared.size() != scalings.size()) {
      throw new IllegalArgumentException(
          "Calibration: %d stages, confidence functions of %d"
              .formatted(scalings.size(), compared.size()));
    }
    return IntStream.range(0, scalings.size())
        .mapToObj(i -> new Gate(compared.get(i), scalings.get(i), 0, fitting.outOfScope()))
        .toList();
  }

  /** From abstaining never on. */
  private static double[] risingLevels(double[] sureness) {
    return DoubleStream.concat(DoubleStream.of(0), Arrays.stream(sureness).sorted())
        .distinct()
        .toArray();
  }

  /** Per student the confidence that the share which may be abstained does not reach. */
  private double[] floors(Judgements fitted) {
    double[] floors = new double[fitted.last()];
    for (int student = 0; student < floors.length; student++) {
      double[] rising = Arrays.stream(fitted.sureness()[student]).sorted().toArray();
      floors[student] = rising[(int) (maxFalseAbstention * rising.length)];
    }
    return floors;
  }

  private RiskControl control(String option, double limit, double leastLoss, Judgements proof) {
    RiskControl control = new RiskControl(limit, delta / PROOFS, leastLoss, seed);
    int least = control.leastSampleSize();
    if (proof.size() < least) {
      throw new IllegalArgumentException(
          "%s: %d utterances (after a fifth that fits) cannot prove %s at delta %s: at least %d are needed, and more the more often stages differ; add to valid.jsonl, or raise --%s"
              .formatted(option, proof.size(), limit, delta, least, option));
    }
    return control;
  }
}

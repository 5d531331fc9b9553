package io.millrace.compress.calibrate;

import io.millrace.compress.calibrate.CascadeCalibration.Choice;
import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Verdict;
import java.util.Arrays;
import java.util.List;

/**
 * What the last stage alone would abstain on if it were judged by a confidence function.
 *
 * <p>Immutable.
 *
 * @param threshold the highest that is proved
 * @param bound upper confidence bound of the share in scope that is abstained, 0..1
 * @param oosRecall share of the sample's utterances out of scope that is abstained, 0..1; null when
 *     there are none
 */
public record Abstaining(
    ConfidenceFunction function, double threshold, double bound, Double oosRecall) {
  /**
   * One for each function, each with a proof of its own.
   *
   * @throws IllegalArgumentException if the sample is too small to prove anything
   */
  public static List<Abstaining> all(CascadeCalibration calibration, CalibrationSample sample) {
    int last = sample.stages().size() - 1;
    CalibrationSample alone =
        new CalibrationSample(
            sample.stages().subList(last, last + 1),
            new float[][][] {sample.logits()[last]},
            sample.labels(),
            sample.outOfScope(),
            new float[][][] {sample.strangers()[last]},
            new double[] {1});
    return Arrays.stream(ConfidenceFunction.values())
        .map(
            function ->
                of(function, calibration.withFunctions(List.of(function)).choose(alone), alone))
        .toList();
  }

  private static Abstaining of(
      ConfidenceFunction function, Choice choice, CalibrationSample alone) {
    Gate gate = choice.gates().getLast();
    float[][] strangers = alone.strangers()[0];
    long caught =
        Arrays.stream(strangers).filter(it -> gate.judge(it) instanceof Verdict.Defer).count();
    return new Abstaining(
        function,
        gate.threshold(),
        choice.falseAbstention().bound(),
        strangers.length == 0 ? null : caught / (double) strangers.length);
  }
}

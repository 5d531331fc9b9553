package io.millrace.compress.calibrate;

import io.millrace.model.confidence.ConfidenceFunction;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Ranking;
import io.millrace.model.confidence.TemperatureScaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Chooses what each gate compares with its threshold.
 *
 * <p>A student should defer what it gets wrong and what is out of scope; its function is the one
 * that best ranks that behind what it gets right (the area under the curve of the two). The last
 * stage should abstain on what is out of scope, or, where a sample has nothing of the kind, on what
 * it gets wrong; its function is the one of highest mean recall at thresholds that abstain on half,
 * to one and a half times, as much else as it may. One threshold alone would leave the choice to
 * chance, all of them to what no gate is ever set to.
 *
 * <p>Not for sharing.
 *
 * @param sample that proves nothing afterwards
 * @param scalings of the stages
 * @param maxFalseAbstention share of what is in scope that may be abstained
 */
record FunctionChoice(
    CalibrationSample sample, List<TemperatureScaling> scalings, double maxFalseAbstention) {

  /** The function of each stage; entropy where the sample does not tell. */
  List<ConfidenceFunction> functions() {
    List<ConfidenceFunction> functions = new ArrayList<>();
    for (int stage = 0; stage < scalings.size() - 1; stage++) {
      functions.add(best(stage, true, share -> 1 - share));
    }
    int last = scalings.size() - 1;
    boolean errsAlone = sample.strangers()[last].length == 0;
    functions.add(
        best(last, errsAlone, share -> Math.clamp(1.5 - share / maxFalseAbstention, 0, 1)));
    return functions;
  }

  /**
   * @param errs whether what the stage gets wrong should be held back, too
   * @param worth of holding something back, by the share of the rest that this would hold back
   */
  private ConfidenceFunction best(int stage, boolean errs, DoubleUnaryOperator worth) {
    ConfidenceFunction best = ConfidenceFunction.ENTROPY;
    double highest = 0;
    for (ConfidenceFunction function : ConfidenceFunction.values()) {
      Gate gate = new Gate(function, scalings.get(stage), 0, sample.outOfScope());
      double mean = meanWorth(gate, stage, errs, worth);
      if (mean > highest) {
        best = function;
        highest = mean;
      }
    }
    return best;
  }

  private double meanWorth(Gate gate, int stage, boolean errs, DoubleUnaryOperator worth) {
    List<Double> answered = new ArrayList<>();
    List<Double> held = new ArrayList<>();
    for (int i = 0; i < sample.size(); i++) {
      Ranking ranking = gate.rank(sample.logits()[stage][i]);
      boolean isHeld = errs && ranking.best() != sample.labels()[i];
      (isHeld ? held : answered).add(ranking.sureness());
    }
    for (float[] logits : sample.strangers()[stage]) {
      held.add(gate.rank(logits).sureness());
    }
    double[] rising = answered.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return held.stream()
        .mapToDouble(sureness -> worth.applyAsDouble(shareUpTo(sureness, rising)))
        .average()
        .orElse(0);
  }

  private static double shareUpTo(double sureness, double[] rising) {
    int found = Arrays.binarySearch(rising, Math.nextUp(sureness));
    while (found > 0 && rising[found - 1] == rising[found]) {
      found--;
    }
    return (found >= 0 ? found : -found - 1) / (double) rising.length;
  }
}

package io.millrace.compress.calibrate;

import io.millrace.model.confidence.TemperatureScaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What the stages of a cascade say of utterances.
 *
 * <p>Immutable by agreement: nobody writes to the arrays after construction.
 *
 * @param stages names, cheapest first
 * @param logits {@code [stages, utterances in scope, labels]}, finite
 * @param labels {@code [utterances in scope]}, index of each one's label
 * @param outOfScope index of the label that means out of scope; negative when there is none
 * @param strangers {@code [stages, utterances out of scope, labels]}, finite; there may be none
 * @param costs {@code [stages]} of asking each, in any unit, above 0
 */
public record CalibrationSample(
    List<String> stages,
    float[][][] logits,
    int[] labels,
    int outOfScope,
    float[][][] strangers,
    double[] costs) {
  /**
   * @throws IllegalArgumentException if there is no stage, the sizes differ, or a number is none
   */
  public CalibrationSample {
    if (stages.isEmpty()
        || logits.length != stages.size()
        || strangers.length != stages.size()
        || costs.length != stages.size()) {
      throw new IllegalArgumentException(
          "Calibration: %d stages, logits of %d and %d, costs of %d"
              .formatted(stages.size(), logits.length, strangers.length, costs.length));
    }
    for (int stage = 0; stage < logits.length; stage++) {
      if (logits[stage].length != labels.length) {
        throw new IllegalArgumentException(
            "Stage %s: logits of %d utterances, labels of %d"
                .formatted(stages.get(stage), logits[stage].length, labels.length));
      }
      requireFinite(stages.get(stage), logits[stage]);
      requireFinite(stages.get(stage), strangers[stage]);
    }
  }

  /** One with nothing out of scope, whose stages cost the same. */
  public CalibrationSample(List<String> stages, float[][][] logits, int[] labels, int outOfScope) {
    this(
        stages,
        logits,
        labels,
        outOfScope,
        new float[stages.size()][0][],
        IntStream.range(0, stages.size()).mapToDouble(_ -> 1).toArray());
  }

  private static void requireFinite(String stage, float[][] logits) {
    for (int i = 0; i < logits.length; i++) {
      for (float logit : logits[i]) {
        if (!Float.isFinite(logit)) {
          throw new IllegalArgumentException(
              "Stage %s: logits of utterance %d hold %s".formatted(stage, i, logit));
        }
      }
    }
  }

  public int size() {
    return labels.length;
  }

  /**
   * Refuses a stage that answers as if its labels, or those of the data, were swapped.
   *
   * @param names of the labels
   * @throws IllegalArgumentException with the stage and the labels
   */
  public void refuseSwappedLabels(List<String> names) {
    for (int stage = 0; stage < logits.length; stage++) {
      int[] answers = Arrays.stream(logits[stage]).mapToInt(CalibrationSample::top).toArray();
      SwappedLabels.refuse(stages.get(stage), names, labels, answers);
    }
  }

  private static int top(float[] row) {
    int top = 0;
    for (int label = 1; label < row.length; label++) {
      top = row[label] > row[top] ? label : top;
    }
    return top;
  }

  /** The same utterances in an order that depends on nothing but the seed. */
  CalibrationSample shuffled(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return pick(order);
  }

  /** The utterances from one place to before another. */
  CalibrationSample range(int from, int to) {
    int[] order = new int[to - from];
    for (int i = 0; i < order.length; i++) {
      order[i] = from + i;
    }
    return pick(order);
  }

  /**
   * The temperature of each stage.
   *
   * @throws IllegalArgumentException if one cannot be fitted, naming the stage
   */
  List<TemperatureScaling> fitTemperatures() {
    List<TemperatureScaling> scalings = new ArrayList<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      try {
        scalings.add(TemperatureScaling.fit(logits[stage], labels));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Stage %s: %s".formatted(stages.get(stage), e.getMessage()), e);
      }
    }
    return scalings;
  }

  private CalibrationSample pick(int[] order) {
    float[][][] picked = new float[logits.length][order.length][];
    int[] pickedLabels = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      for (int stage = 0; stage < logits.length; stage++) {
        picked[stage][i] = logits[stage][order[i]];
      }
      pickedLabels[i] = labels[order[i]];
    }
    return new CalibrationSample(stages, picked, pickedLabels, outOfScope, strangers, costs);
  }
}

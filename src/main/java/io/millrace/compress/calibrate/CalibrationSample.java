package io.millrace.compress.calibrate;

import io.millrace.model.confidence.TemperatureScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the stages of a cascade say of utterances in scope.
 *
 * <p>Immutable by agreement: nobody writes to the arrays after construction.
 *
 * @param stages names, cheapest first
 * @param logits {@code [stages, utterances, labels]}
 * @param labels {@code [utterances]}, index of each one's label
 * @param outOfScope index of the label that means out of scope; negative when there is none
 */
public record CalibrationSample(
    List<String> stages, float[][][] logits, int[] labels, int outOfScope) {
  /**
   * @throws IllegalArgumentException if there is no stage or no utterance, or the sizes differ
   */
  public CalibrationSample {
    if (stages.isEmpty() || logits.length != stages.size()) {
      throw new IllegalArgumentException(
          "Calibration: %d stages, logits of %d".formatted(stages.size(), logits.length));
    }
    for (int stage = 0; stage < logits.length; stage++) {
      if (logits[stage].length != labels.length) {
        throw new IllegalArgumentException(
            "Stage %s: logits of %d utterances, labels of %d"
                .formatted(stages.get(stage), logits[stage].length, labels.length));
      }
    }
  }

  public int size() {
    return labels.length;
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
    return new CalibrationSample(stages, picked, pickedLabels, outOfScope);
  }
}

package io.millrace.compress.calibrate;

import io.millrace.model.confidence.CalibrationError;
import io.millrace.model.confidence.IsotonicScaling;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Decides whether the confidences of a stage are bent after their temperature: only where that
 * lowers the calibration error of utterances that the bend was not fitted to.
 *
 * <p>Each fifth of the sample is bent by what the other fifths say. Its error is taken by itself:
 * in one error over all fifths the others' chance would return and flatter the bend. What is chosen
 * is then fitted to the whole sample.
 *
 * <p>Safe for use by many threads.
 */
public final class IsotonicChoice {
  private static final int FOLDS = 5;

  private IsotonicChoice() {}

  /**
   * The bend, or none.
   *
   * @param confidences {@code [utterances]} by temperature alone, 0..1
   * @param correct {@code [utterances]}
   * @param seed of the folds
   */
  public static IsotonicScaling of(double[] confidences, boolean[] correct, long seed) {
    int[] folds = new SplittableRandom(seed).ints(confidences.length, 0, FOLDS).toArray();
    double gain = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      Part fitting = Part.of(confidences, correct, i -> folds[i] != held);
      Part unseen = Part.of(confidences, correct, i -> folds[i] == held);
      if (unseen.correct().length > 0) {
        gain += unseen.error() - unseen.bent(fitting.fit()).error();
      }
    }
    return gain > 0 ? IsotonicScaling.fit(confidences, correct) : IsotonicScaling.NONE;
  }

  /** Some of the utterances. */
  private record Part(double[] confidences, boolean[] correct) {
    static Part of(double[] confidences, boolean[] correct, IntPredicate isIn) {
      int[] chosen = IntStream.range(0, correct.length).filter(isIn).toArray();
      double[] x = new double[chosen.length];
      boolean[] y = new boolean[chosen.length];
      for (int i = 0; i < chosen.length; i++) {
        x[i] = confidences[chosen[i]];
        y[i] = correct[chosen[i]];
      }
      return new Part(x, y);
    }

    IsotonicScaling fit() {
      return IsotonicScaling.fit(confidences, correct);
    }

    Part bent(IsotonicScaling bend) {
      return new Part(Arrays.stream(confidences).map(bend::of).toArray(), correct);
    }

    double error() {
      return CalibrationError.of(confidences, correct);
    }
  }
}

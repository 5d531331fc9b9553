package io.millrace.compress.calibrate;

import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.Verdict;
import java.util.List;
import java.util.Random;

/**
 * A population whose risk is known in closed form: kinds of utterances, each as frequent as the
 * next, that every stage gets right with a probability of its own, told by its logits.
 *
 * @param chances {@code [kinds, stages]} of being right
 */
record KnownCascade(double[][] chances, double[] costs) {
  private static final int LABELS = 4;

  /** A student that knows some, one that knows more, and a teacher that knows nearly all. */
  static KnownCascade threeStages(int kinds, long seed) {
    Random random = new Random(seed);
    double[][] chances = new double[kinds][];
    for (int kind = 0; kind < kinds; kind++) {
      double hard = random.nextDouble();
      chances[kind] =
          new double[] {
            0.998 - 0.1 * hard - 0.7 * Math.max(0, hard - 0.4),
            0.998 - 0.1 * hard * hard - 0.6 * Math.max(0, hard - 0.8),
            0.97
          };
    }
    return new KnownCascade(chances, new double[] {1, 5, 60});
  }

  /** The same without one of its students. */
  KnownCascade without(int stage) {
    double[][] left = new double[chances.length][];
    for (int k = 0; k < left.length; k++) {
      left[k] = without(stage, chances[k]);
    }
    return new KnownCascade(left, without(stage, costs));
  }

  CalibrationSample draw(int size, long seed) {
    Random random = new Random(seed);
    float[][][] logits = new float[costs.length][size][];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      int kind = random.nextInt(chances.length);
      labels[i] = random.nextInt(LABELS);
      for (int stage = 0; stage < costs.length; stage++) {
        boolean isRight = random.nextDouble() < chances[kind][stage];
        logits[stage][i] =
            logits(chances[kind][stage], isRight ? labels[i] : (labels[i] + 1) % LABELS);
      }
    }
    return new CalibrationSample(
        List.of("first", "second", "teacher").subList(3 - costs.length, 3),
        logits,
        labels,
        -1,
        new float[costs.length][0][],
        costs);
  }

  /** The accuracy that gates really lose to the last stage. */
  double drop(List<Gate> gates) {
    double sum = 0;
    for (double[] kind : chances) {
      sum += kind[kind.length - 1] - kind[answering(gates, kind)];
    }
    return sum / chances.length;
  }

  /** What an utterance really costs. */
  double cost(List<Gate> gates) {
    double sum = 0;
    for (double[] kind : chances) {
      for (int stage = 0; stage <= answering(gates, kind); stage++) {
        sum += costs[stage];
      }
    }
    return sum / chances.length;
  }

  private static int answering(List<Gate> gates, double[] kind) {
    int stage = 0;
    while (stage < kind.length - 1
        && gates.get(stage).judge(logits(kind[stage], 0)) instanceof Verdict.Defer) {
      stage++;
    }
    return stage;
  }

  private static float[] logits(double chance, int best) {
    float[] logits = new float[LABELS];
    logits[best] = (float) Math.log((LABELS - 1) * chance / (1 - chance));
    return logits;
  }

  private static double[] without(int stage, double[] values) {
    double[] left = new double[values.length - 1];
    for (int i = 0; i < left.length; i++) {
      left[i] = values[i < stage ? i : i + 1];
    }
    return left;
  }
}

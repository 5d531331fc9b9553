package io.millrace.compress.calibrate;

import io.millrace.model.confidence.TemperatureScaling;
import java.util.List;
import java.util.Random;

/**
 * Draws the logits of a calibrated student and of a better teacher.
 *
 * <p>Labels are drawn from the student's probabilities at temperature 2. The teacher knows the
 * label but for one utterance in {@code teacherErrs}, where it is unsure of a random one.
 */
final class SyntheticCascade {
  static final int LABELS = 8;

  private SyntheticCascade() {}

  static CalibrationSample draw(int size, int teacherErrs, long seed) {
    Random random = new Random(seed);
    float[][] student = new float[size][LABELS];
    float[][] teacher = new float[size][LABELS];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      // A few utterances are hard, most are easy.
      float scale = random.nextInt(5) == 0 ? 2 : 18;
      student[i][random.nextInt(LABELS)] = scale;
      labels[i] = label(new TemperatureScaling(2).probabilities(student[i]), random);
      boolean errs = random.nextInt(teacherErrs) == 0;
      teacher[i][errs ? random.nextInt(LABELS) : labels[i]] =
          errs ? 3 * random.nextFloat() : 3 + 6 * random.nextFloat();
    }
    return new CalibrationSample(
        List.of("student", "teacher"), new float[][][] {student, teacher}, labels, -1);
  }

  private static int label(double[] probabilities, Random random) {
    double left = random.nextDouble();
    for (int label = 0; label < probabilities.length; label++) {
      left -= probabilities[label];
      if (left < 0) {
        return label;
      }
    }
    return probabilities.length - 1;
  }
}

package io.millrace.compress.arch;

import io.millrace.model.bundle.FloatTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws the weights that training starts from. */
final class Initial {
  /** Standard deviation of a fresh row: the sum of ten has about the spread of a layer's input. */
  private static final double ROW_DEVIATION = 0.1;

  private Initial() {}

  static Weights weights(Architecture architecture, int labels, SplittableRandom random) {
    int width = architecture.embedding();
    FloatTensor table = FloatTensor.zeros(architecture.ngrams().buckets(), width);
    fill(table, Math.sqrt(3) * ROW_DEVIATION, random);
    Arrays.fill(table.data(), 0, width, 0);
    Map<String, FloatTensor> others = new LinkedHashMap<>();
    architecture
        .shapes(labels)
        .forEach(
            (name, shape) -> {
              FloatTensor tensor = FloatTensor.zeros(shape);
              if (shape.length > 1) {
                fill(tensor, Math.sqrt(6.0 / (shape[0] + shape[1])), random);
              }
              others.put(name, tensor);
            });
    return new Weights(table, others);
  }

  private static void fill(FloatTensor tensor, double bound, SplittableRandom random) {
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextDouble(-bound, bound);
    }
  }
}

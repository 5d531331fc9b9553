package io.millrace.compress.arch;

import io.millrace.compress.arch.layer.Parameter;
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
    Parameter rows =
        Parameter.within(Math.sqrt(3) * ROW_DEVIATION, architecture.ngrams().buckets(), width);
    FloatTensor table = draw(rows, random);
    Arrays.fill(table.data(), 0, width, 0);
    return new Weights(table, draw(architecture.parameters(labels), random));
  }

  /** Fresh tensors, in the order of their names in the map. */
  static Map<String, FloatTensor> draw(Map<String, Parameter> parameters, SplittableRandom random) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> tensors.put(name, draw(parameter, random)));
    return tensors;
  }

  private static FloatTensor draw(Parameter parameter, SplittableRandom random) {
    FloatTensor tensor = FloatTensor.zeros(parameter.shape());
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      data[i] =
          (float)
              (parameter.low() < parameter.high()
                  ? random.nextDouble(parameter.low(), parameter.high())
                  : parameter.low());
    }
    return tensor;
  }
}

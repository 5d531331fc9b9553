package io.millrace.compress.train;

import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.Weights;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The learnt matrix by which a student's features foretell a hint; it is no part of the model. */
final class Projection {
  private Projection() {}

  /**
   * The same weights, and a fresh projection {@code [features, width]}, within {@code sqrt(6 /
   * (features + width))}.
   */
  static Weights beside(Weights weights, int width, long seed) {
    int features = weights.get("dense.weight").length(0);
    FloatTensor projection = FloatTensor.zeros(features, width);
    SplittableRandom random = new SplittableRandom(seed);
    double bound = Math.sqrt(6.0 / (features + width));
    for (int i = 0; i < projection.data().length; i++) {
      projection.data()[i] = (float) random.nextDouble(-bound, bound);
    }
    Map<String, FloatTensor> others = new LinkedHashMap<>(weights.others());
    others.put(Network.PROJECTION, projection);
    return new Weights(weights.table(), others);
  }
}

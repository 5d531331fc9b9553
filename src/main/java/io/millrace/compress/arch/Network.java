package io.millrace.compress.arch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.millrace.model.bundle.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An architecture with weights on DJL's PyTorch engine: logits, and gradients of a loss.
 *
 * <p>The embedding rows are summed here in Java and only the sums go to the engine: a batch touches
 * some thousand rows of a table of ten thousands, and the engine's dense gradient of the table took
 * a third of the training time. Nothing stays in native memory between calls.
 *
 * <p>Confined to one thread; the engine collects gradients for one network of a process at a time.
 */
public final class Network implements AutoCloseable {
  /**
   * The name of a tensor {@code [features, width]} that a loss may add to the weights, in order to
   * look at the pooled features through it. No graph has it.
   */
  public static final String PROJECTION = "hint.projection";

  private final Architecture architecture;
  private final Rounding rounding;
  private final NDManager manager;

  public Network(Architecture architecture) {
    this(architecture, Rounding.NONE);
  }

  public Network(Architecture architecture, Rounding rounding) {
    this.architecture = architecture;
    this.rounding = rounding;
    this.manager = Engine.getEngine("PyTorch").newBaseManager();
  }

  /** Turns logits {@code [batch, labels]} into the gradient of the batch's loss to them. */
  @FunctionalInterface
  public interface Loss {
    /** The gradient, row-major like the logits. */
    float[] gradient(float[] logits);

    /** Whether the loss looks at the features, too, through {@link Network#PROJECTION}. */
    default boolean readsProjection() {
      return false;
    }

    /** The gradient to the projected features {@code [batch, width]}; asked after the other. */
    default float[] projectionGradient(float[] projected) {
      return new float[projected.length];
    }
  }

  /**
   * Gradients of one batch's loss.
   *
   * @param sums to the sums of rows, shape of {@link TokenBatch#sums}
   * @param others to the other tensors, by name
   */
  public record Gradients(float[] sums, Map<String, float[]> others) {}

  /** Logits {@code [batch, labels]}, row-major, without dropout. */
  public float[] logits(TokenBatch batch, Weights weights) {
    try (NDManager step = manager.newSubManager()) {
      NDArray sums = sums(step, batch, rounding.sums(batch.sums(weights.table())));
      NDArray mask = mask(step, batch);
      Map<String, NDArray> lent = lend(step, weights);
      NDArray features = rounded(step, architecture.features(sums, mask, lent));
      return dense(features, mask, lent).toFloatArray();
    }
  }

  /** Pooled features {@code [batch, features]}, row-major, without dropout. */
  public float[] features(TokenBatch batch, Weights weights) {
    try (NDManager step = manager.newSubManager()) {
      NDArray sums = sums(step, batch, rounding.sums(batch.sums(weights.table())));
      return rounded(step, architecture.features(sums, mask(step, batch), lend(step, weights)))
          .toFloatArray();
    }
  }

  /** Gradients with dropout. */
  public Gradients gradients(TokenBatch batch, Weights weights, Dropout dropout, Loss loss) {
    float[] kept = dropout.ofSums(batch, architecture.embedding());
    float[] tokens = times(rounding.sums(batch.sums(weights.table())), kept);
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray sums = sums(step, batch, tokens);
      sums.setRequiresGradient(true);
      Map<String, NDArray> lent = lend(step, weights);
      lent.values().forEach(array -> array.setRequiresGradient(true));
      NDArray mask = mask(step, batch);
      NDArray features = rounded(step, architecture.features(sums, mask, lent));
      float[] keptFeatures = dropout.ofFeatures(features.size());
      NDArray dropped = features.mul(step.create(keptFeatures, features.getShape()));
      NDArray logits = dense(dropped, mask, lent);
      NDArray total = slope(step, logits, loss.gradient(logits.toFloatArray()));
      if (loss.readsProjection()) {
        NDArray projected = features.matMul(lent.get(PROJECTION));
        float[] gradient = loss.projectionGradient(projected.toFloatArray());
        total = total.add(slope(step, projected, gradient));
      }
      collector.backward(total);
      Map<String, float[]> others = new LinkedHashMap<>();
      lent.forEach((name, array) -> others.put(name, array.getGradient().toFloatArray()));
      return new Gradients(times(sums.getGradient().toFloatArray(), kept), others);
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray sums(NDManager step, TokenBatch batch, float[] sums) {
    return step.create(
        sums, new Shape(batch.size(), batch.lengthWithMargin(), architecture.embedding()));
  }

  /** A number whose gradient to the values is the given one. */
  private static NDArray slope(NDManager step, NDArray values, float[] gradient) {
    return values.mul(step.create(gradient, values.getShape())).sum();
  }

  static NDArray mask(NDManager step, TokenBatch batch) {
    return step.create(batch.mask(), new Shape(batch.size(), batch.length(), 1));
  }

  private NDArray dense(NDArray features, NDArray mask, Map<String, NDArray> weights) {
    int labels = (int) weights.get("dense.bias").getShape().get(0);
    return architecture.dense(labels).forward(features, mask, weights);
  }

  /** What rounding adds is a constant, so the gradient passes by it. */
  private NDArray rounded(NDManager step, NDArray features) {
    if (rounding == Rounding.NONE) {
      return features;
    }
    float[] before = features.toFloatArray();
    float[] change = rounding.features(before.clone());
    for (int i = 0; i < change.length; i++) {
      change[i] -= before[i];
    }
    return features.add(step.create(change, features.getShape()));
  }

  static Map<String, NDArray> lend(NDManager step, Weights weights) {
    Map<String, NDArray> lent = new LinkedHashMap<>();
    for (Map.Entry<String, FloatTensor> entry : weights.others().entrySet()) {
      lent.put(
          entry.getKey(),
          step.create(entry.getValue().data(), new Shape(entry.getValue().shape())));
    }
    return lent;
  }

  static float[] times(float[] values, float[] factors) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[i];
    }
    return values;
  }
}

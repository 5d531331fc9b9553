package io.millrace.model.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.TokenIds;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One ONNX Runtime session.
 *
 * <p>DJL's {@code Predictor} is for one thread; the block under it keeps no state between calls, so
 * it is asked directly, and each call owns the tensors it makes.
 *
 * <p>Safe for use by many threads; closing waits for calls in progress.
 */
final class OnnxClassifier implements Classifier {
  private static final String LOGITS = "logits";

  private final String stage;
  private final int labels;
  private final StageInputs inputs;
  private final Model model;
  private final NDManager manager;
  private final ParameterStore noParameters;

  /** Held for reading by calls: a session freed under a running call would end the process. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * @throws InvalidBundleException if the model's inputs are not those of the manifest; the model
   *     is closed
   */
  OnnxClassifier(StageDirectory directory, Model model, StageInputs inputs) {
    this.stage = directory.manifest().name();
    this.labels = directory.manifest().labels().size();
    this.inputs = inputs;
    this.model = model;
    this.manager = model.getNDManager();
    this.noParameters = new ParameterStore(manager, false);
    Set<String> found = new TreeSet<>(model.describeInput().keys());
    Set<String> expected = new TreeSet<>(directory.manifest().inputs());
    if (!found.equals(expected)) {
      close();
      throw new InvalidBundleException(
          "%s: model has inputs %s, stage.json has %s"
              .formatted(directory.model(), found, expected));
    }
  }

  @Override
  public float[][] logits(List<TokenIds> batch) {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("Stage " + stage + ": an empty batch has no logits");
    }
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("Bug: stage " + stage + " was asked after it was closed");
      }
      return rows(ask(batch), batch.size());
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        model.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Tensors that outlived their call; there must never be any. */
  int leakedTensors() {
    return manager.getManagedArrays().size();
  }

  /** The logits of the batch, row after row, once their shape has been checked. */
  private float[] ask(List<TokenIds> batch) {
    try (NDManager call = manager.newSubManager()) {
      NDList outputs =
          model.getBlock().forward(noParameters, inputs.tensors(call, batch), false, null);
      NDArray logits = logits(outputs);
      requireShape(logits.getShape().getShape(), batch.size());
      return logits.toFloatArray();
    } catch (InferenceException e) {
      throw e;
    } catch (RuntimeException e) {
      // DJL declares nothing: its own exceptions, illegal states and arguments all come from here.
      throw new InferenceException("stage " + stage + ": the engine failed: " + reason(e), e);
    }
  }

  private NDArray logits(NDList outputs) {
    if (outputs.size() == 1) {
      return outputs.head();
    }
    for (NDArray output : outputs) {
      if (LOGITS.equals(output.getName())) {
        return output;
      }
    }
    throw new InferenceException(
        "stage %s: model has %d outputs, none of them named %s"
            .formatted(stage, outputs.size(), LOGITS));
  }

  private void requireShape(long[] shape, int batch) {
    if (shape.length != 2 || shape[0] != batch) {
      throw new InferenceException(
          "stage %s: model answers with shape %s, expected [batch, labels] = [%d, %d]"
              .formatted(stage, Arrays.toString(shape), batch, labels));
    }
    if (shape[1] != labels) {
      throw new InferenceException(
          "model has %d outputs, stage.json has %d labels".formatted(shape[1], labels));
    }
  }

  private float[][] rows(float[] flat, int batch) {
    for (float value : flat) {
      if (!Float.isFinite(value)) {
        throw new InferenceException("stage " + stage + ": logits hold " + value);
      }
    }
    float[][] rows = new float[batch][];
    for (int i = 0; i < batch; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * labels, (i + 1) * labels);
    }
    return rows;
  }

  private static String reason(RuntimeException e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }
}

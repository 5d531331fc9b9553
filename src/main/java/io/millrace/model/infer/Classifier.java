package io.millrace.model.infer;

import io.millrace.model.text.TokenIds;
import java.util.List;

/**
 * One loaded model.
 *
 * <p>Safe for use by many threads; each call runs on the caller's thread and starts no other.
 */
public interface Classifier extends AutoCloseable {
  /**
   * Raw scores of a batch of utterances, padded to the longest of them. Padding changes no score.
   *
   * @param batch at least one utterance
   * @return logits {@code [batch, labels]}, float32, in the order of the batch
   * @throws InferenceException if the engine fails, or answers with a shape or a value (NaN) that
   *     is no score
   */
  float[][] logits(List<TokenIds> batch);

  /** Frees the native memory of the model. Calls in progress must have ended. */
  @Override
  void close();
}

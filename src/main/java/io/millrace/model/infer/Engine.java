package io.millrace.model.infer;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.text.Tokenizer;

/**
 * Loads what a stage directory holds.
 *
 * <p>Safe for use by many threads.
 */
public interface Engine {
  /**
   * The model of a stage, loaded and asked once, so that a model whose output does not fit its
   * labels is refused here.
   *
   * @throws io.millrace.model.bundle.InvalidBundleException if the model cannot be loaded or its
   *     output is not {@code [batch, labels]}
   */
  Classifier classifier(StageDirectory stage);

  /**
   * The tokenizer of a stage.
   *
   * @throws io.millrace.model.bundle.InvalidBundleException if its file cannot be read
   */
  Tokenizer tokenizer(StageDirectory stage);
}

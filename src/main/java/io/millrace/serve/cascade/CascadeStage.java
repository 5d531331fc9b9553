package io.millrace.serve.cascade;

import io.millrace.model.confidence.Gate;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * One place in the cascade: how to read an utterance, the model, and its gate.
 *
 * <p>Safe for use by many threads. Stages that read alike hold the same tokenizer object, and share
 * token ids.
 */
public record CascadeStage(String name, Tokenizer tokenizer, Classifier classifier, Gate gate) {
  /** Logits {@code [batch, labels]}. */
  List<float[]> logits(List<TokenIds> batch) {
    return Arrays.asList(classifier.logits(batch));
  }

  /** What divides its logits. */
  public double temperature() {
    return gate.scaling().temperature();
  }

  /** Name of what its gate compares with the threshold. */
  public String function() {
    return gate.function().word();
  }

  /** Least confidence that its gate accepts. */
  public double threshold() {
    return gate.threshold();
  }
}

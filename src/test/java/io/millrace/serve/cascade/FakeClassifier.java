package io.millrace.serve.cascade;

import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.TokenIds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers by the first id: what it was taught, or all zeros; fails on id 13. */
final class FakeClassifier implements Classifier {
  private final int labels;
  private final Map<Integer, float[]> answers = new HashMap<>();
  private Runnable whenAsked = () -> {};
  volatile boolean isClosed;

  FakeClassifier(int labels) {
    this.labels = labels;
  }

  /** Must be taught before the cascade starts. */
  FakeClassifier answers(String utterance, float... logits) {
    answers.put(utterance.length(), logits);
    return this;
  }

  FakeClassifier whenAsked(Runnable action) {
    whenAsked = action;
    return this;
  }

  @Override
  public float[][] logits(List<TokenIds> batch) {
    if (isClosed) {
      throw new IllegalStateException("asked after it was closed");
    }
    whenAsked.run();
    return batch.stream().map(this::logits).toArray(float[][]::new);
  }

  private float[] logits(TokenIds ids) {
    if (ids.ids()[0] == 13) {
      throw new InferenceException("planted failure");
    }
    return answers.getOrDefault(ids.ids()[0], new float[labels]);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}

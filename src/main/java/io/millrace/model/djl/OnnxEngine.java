package io.millrace.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Loads stages into ONNX Runtime through DJL: one session a stage, shared by all callers, without
 * threads of its own, so that as many cores are busy as there are callers.
 *
 * <p>Nothing is fetched: native libraries come from the class path.
 *
 * <p>Safe for use by many threads.
 */
public final class OnnxEngine implements Engine {
  /**
   * No thread pools, one operator after another. The memory pattern is off because it is kept for
   * every shape ever seen, and utterances have many.
   */
  private static final Map<String, String> SESSION =
      Map.of(
          "intraOpNumThreads", "1",
          "interOpNumThreads", "1",
          "executionMode", "SEQUENTIAL",
          "memoryPatternOptimization", "false");

  static {
    setUnlessGiven("ai.djl.offline");
    // Else DJL would start PyTorch, where it is on the class path, for operators we never use.
    setUnlessGiven("ai.djl.onnx.disable_alternative");
  }

  @Override
  public Classifier classifier(StageDirectory stage) {
    StageInputs inputs = StageInputs.of(stage);
    OnnxClassifier classifier = new OnnxClassifier(stage, load(stage), inputs);
    try {
      classifier.logits(probe(stage));
      return classifier;
    } catch (InferenceException e) {
      classifier.close();
      throw new InvalidBundleException(stage.model() + ": " + e.getMessage(), e);
    } catch (InvalidBundleException e) {
      classifier.close();
      throw e;
    }
  }

  @Override
  public Tokenizer tokenizer(StageDirectory stage) {
    return stage.manifest().ngrams() == null
        ? PieceTokenizer.load(
            stage.path().resolve(StageDirectory.TOKENIZER), stage.manifest().maxTokens())
        : new NgramTokenizer(stage.manifest().ngrams(), stage.words());
  }

  private static Model load(StageDirectory stage) {
    Model model = Model.newInstance(stage.manifest().name(), Device.cpu(), "OnnxRuntime");
    try {
      model.load(stage.model(), null, SESSION);
      return model;
    } catch (IOException | MalformedModelException e) {
      model.close();
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new InvalidBundleException(
          stage.model() + ": ONNX Runtime cannot load it: " + reason.getMessage(), e);
    }
  }

  /**
   * Two utterances of different lengths: a model of fixed batch or length fails here, not at the
   * first event.
   */
  private List<TokenIds> probe(StageDirectory stage) {
    try (Tokenizer tokenizer = tokenizer(stage)) {
      return List.of(tokenizer.encode("hello"), tokenizer.encode("what is my balance today"));
    }
  }

  private static void setUnlessGiven(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }
}

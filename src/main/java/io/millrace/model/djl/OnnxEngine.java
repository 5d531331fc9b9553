package io.millrace.model.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.Engine;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads stages into ONNX Runtime through DJL: one session a stage, shared by all callers, without
 * threads of its own, so that as many cores are busy as there are callers.
 *
 * <p>Nothing is fetched: native libraries come from the class path.
 *
 * <p>Safe for use by many threads.
 */
public final class OnnxEngine implements Engine {
  static {
    setUnlessGiven("ai.djl.offline");
    // Else DJL would start PyTorch, where it is on the class path, for operators we never use.
    setUnlessGiven("ai.djl.onnx.disable_alternative");
  }

  private final boolean isOnGpu;

  /** On the CPU. */
  public OnnxEngine() {
    this(false);
  }

  private OnnxEngine(boolean isOnGpu) {
    this.isOnGpu = isOnGpu;
  }

  /**
   * On the first GPU that CUDA shows; operators that CUDA has no kernel for, those of int8 among
   * them, run on the CPU.
   *
   * @throws IllegalArgumentException if ONNX Runtime was built without CUDA
   */
  public static OnnxEngine onGpu() {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new IllegalArgumentException(
          "ONNX Runtime in the class path has no CUDA provider; onnxruntime_gpu must be there in"
              + " place of onnxruntime");
    }
    return new OnnxEngine(true);
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
    return StageTokenizers.of(stage);
  }

  /**
   * A model around a session made here: DJL's own loading cannot turn the memory pattern off, and
   * leaves a directory behind for each model that it reads from a stream.
   */
  private Model load(StageDirectory stage) {
    Model model = Model.newInstance(stage.manifest().name(), Device.cpu(), "OnnxRuntime");
    try (OrtSession.SessionOptions options = options()) {
      OrtNDManager manager = (OrtNDManager) model.getNDManager();
      model.setBlock(new OrtSymbolBlock(session(stage.model(), options), manager));
      return model;
    } catch (IOException | OrtException e) {
      model.close();
      throw new InvalidBundleException(
          stage.model() + ": ONNX Runtime cannot load it: " + e.getMessage(), e);
    }
  }

  /** A model in an archive has no path that the native library could read. */
  private static OrtSession session(Path model, OrtSession.SessionOptions options)
      throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    return model.getFileSystem() == FileSystems.getDefault()
        ? environment.createSession(model.toString(), options)
        : environment.createSession(Files.readAllBytes(model), options);
  }

  /**
   * No thread pools, one operator after another. The memory pattern is off because it is kept for
   * every shape ever seen, and utterances have many.
   */
  private OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setMemoryPatternOptimization(false);
    if (isOnGpu) {
      options.addCUDA();
    }
    return options;
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

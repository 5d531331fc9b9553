package io.millrace.bench.service;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.djl.StageInputs;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.util.List;

/**
 * A model asked as a user would write it first: DJL's criteria with its defaults, a predictor, one
 * record after the other.
 *
 * <p>Not for sharing. ONNX Runtime's threads are as many as it takes by itself, so the cost is CPU
 * time of the process, not of a thread.
 */
final class PerRecord implements AutoCloseable {
  private final ZooModel<String, float[]> model;
  private final Predictor<String, float[]> predictor;
  private final Tokenizer tokenizer;

  /** Loads the model of a stage. */
  PerRecord(StageDirectory stage) throws IOException {
    tokenizer = new OnnxEngine().tokenizer(stage);
    try {
      model =
          Criteria.builder()
              .setTypes(String.class, float[].class)
              .optModelPath(stage.model())
              .optEngine("OnnxRuntime")
              .optTranslator(new Logits(tokenizer, StageInputs.of(stage)))
              .build()
              .loadModel();
    } catch (ModelNotFoundException | MalformedModelException e) {
      throw new IOException(stage.model() + ": " + e.getMessage(), e);
    }
    predictor = model.newPredictor();
  }

  /** Logits of one text. */
  float[] logits(String text) {
    try {
      return predictor.predict(text);
    } catch (TranslateException e) {
      throw new InferenceException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
    tokenizer.close();
  }

  /** Text in, logits out. */
  private record Logits(Tokenizer tokenizer, StageInputs inputs)
      implements NoBatchifyTranslator<String, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, String text) {
      return inputs.tensors(context.getNDManager(), List.of(tokenizer.encode(text)));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList outputs) {
      return outputs.head().toFloatArray();
    }
  }
}

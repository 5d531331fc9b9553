package io.millrace.bench.batching;

import io.millrace.bench.service.MadeBundle;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real engine with a transformer of two layers of 128, in bytes: its weights are chance, so it
 * costs what a trained one costs.
 *
 * <p>Safe for use by many threads.
 */
final class EncoderStage implements AutoCloseable {
  private static final int LABELS = 20;

  private final Classifier classifier;
  private final TokenIds example;

  private EncoderStage(Classifier classifier, TokenIds example) {
    this.classifier = classifier;
    this.example = example;
  }

  /** Makes and loads it; nothing stays on disk. */
  static EncoderStage make() throws IOException {
    Path folder = Files.createTempDirectory("millrace-bench-");
    try {
      StageDirectory floats =
          MadeBundle.stage(folder.resolve("float"), MadeBundle.ENCODER + ",tokens=128", LABELS);
      return load(MadeBundle.quantized(floats, folder.resolve("bytes")));
    } finally {
      Placing.remove(folder);
    }
  }

  private static EncoderStage load(StageDirectory stage) {
    OnnxEngine engine = new OnnxEngine();
    try (Tokenizer tokenizer = engine.tokenizer(stage)) {
      return new EncoderStage(
          engine.classifier(stage), tokenizer.encode("what is the balance of my account today"));
    }
  }

  Classifier classifier() {
    return classifier;
  }

  /** Token ids that it reads. */
  TokenIds example() {
    return example;
  }

  @Override
  public void close() {
    classifier.close();
  }
}

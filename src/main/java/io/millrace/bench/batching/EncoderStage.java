package io.millrace.bench.batching;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.quantize.LinearQuantization;
import io.millrace.compress.quantize.QuantizedStage;
import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A real engine with a transformer of two layers of 128, in bytes: its weights are chance, so it
 * costs what a trained one costs.
 *
 * <p>Safe for use by many threads.
 */
final class EncoderStage implements AutoCloseable {
  private static final String SPEC =
      "transformer:embedding=128,depth=2,heads=2,buckets=20000,tokens=128";
  private static final int LABELS = 20;
  private static final int WEIGHT_BITS = 8;
  private static final Provenance ORIGIN = new Provenance(List.of("bench"), 1, null, null, null);

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
      Architecture architecture = Architecture.parse(SPEC);
      StageDirectory floats =
          StageFiles.write(
              folder.resolve("float"),
              architecture,
              architecture.initial(LABELS, 1),
              IntStream.range(0, LABELS).mapToObj(label -> "label-" + label).toList(),
              new StageFiles.Origin(ORIGIN, Map.of()));
      Path bytes = Files.createDirectory(folder.resolve("bytes"));
      new QuantizedStage(floats)
          .write(
              graph -> LinearQuantization.rewrite(graph, WEIGHT_BITS, Map.of()),
              bytes,
              "bytes",
              ORIGIN);
      return load(StageDirectory.read(bytes));
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

package io.millrace.model.djl;

import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A program that prints by how many kilobytes its process grew in 4,000 engine calls. */
final class NativeGrowth {
  static final Path STATUS = Path.of("/proc/self/status");

  private NativeGrowth() {}

  /** Takes a directory to write the stage to. */
  public static void main(String[] arguments) throws IOException {
    List<String> labels = IntStream.range(0, 400).mapToObj(i -> "label" + i).toList();
    byte[] model = TinyModel.ofWords(TinyBundle.NGRAMS, labels.size(), Map.of());
    StageDirectory stage =
        TinyBundle.writeStage(Path.of(arguments[0], "wide"), "wide", labels, model);
    List<TokenIds> batch = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      batch.add(new TokenIds(new int[1 + i % 4], 1 + i % 4, 1));
    }
    try (Classifier classifier = new OnnxEngine().classifier(stage)) {
      ask(classifier, batch, 2_000);
      long before = residentKilobytes();
      ask(classifier, batch, 4_000);
      if (((OnnxClassifier) classifier).leakedTensors() > 0) {
        throw new IllegalStateException("tensors outlived their calls");
      }
      System.out.println(residentKilobytes() - before);
    }
  }

  private static void ask(Classifier classifier, List<TokenIds> batch, int times) {
    for (int i = 0; i < times; i++) {
      classifier.logits(batch.subList(0, 1 + (i * 37) % batch.size()));
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

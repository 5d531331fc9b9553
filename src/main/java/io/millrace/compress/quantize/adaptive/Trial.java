package io.millrace.compress.quantize.adaptive;

import io.millrace.compress.quantize.QuantizedStage;
import io.millrace.compress.quantize.Shrunk;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A stage quantized for one question, and thrown away.
 *
 * <p>Immutable.
 */
record Trial(StageDirectory stage, Rewriting rewriting) {
  <T> T ask(Map<String, Integer> bits, Function<StageDirectory, T> question) throws IOException {
    Path scratch = Files.createTempDirectory("millrace-trial");
    try {
      new QuantizedStage(stage)
          .write(graph -> rewriting.rewrite(graph, bits), scratch, stage.manifest().name(), null);
      return question.apply(StageDirectory.read(scratch));
    } finally {
      delete(scratch);
    }
  }

  /** What would become of the constants. */
  List<Shrunk> look(Map<String, Integer> bits) throws IOException {
    return rewriting.rewrite(new QuantizedStage(stage).graph(), bits).shrunk();
  }

  private static void delete(Path scratch) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(scratch)) {
      files = listed.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(scratch);
  }
}

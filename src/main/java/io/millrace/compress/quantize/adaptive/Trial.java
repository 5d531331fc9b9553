package io.millrace.compress.quantize.adaptive;

import io.millrace.compress.quantize.QuantizedStage;
import io.millrace.compress.quantize.Shrunk;
import io.millrace.model.bundle.Placing;
import io.millrace.model.bundle.StageDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A stage quantized for one question, and thrown away.
 *
 * <p>Immutable.
 */
record Trial(StageDirectory stage, Rewriting rewriting) {
  <T> T ask(Map<String, Integer> bits, Function<StageDirectory, T> question) throws IOException {
    return Placing.scratch(
        "trial",
        scratch -> {
          new QuantizedStage(stage)
              .write(
                  graph -> rewriting.rewrite(graph, bits), scratch, stage.manifest().name(), null);
          return question.apply(StageDirectory.read(scratch));
        });
  }

  /** What would become of the constants. */
  List<Shrunk> look(Map<String, Integer> bits) throws IOException {
    return rewriting.rewrite(new QuantizedStage(stage).graph(), bits).shrunk();
  }
}

package io.millrace.compress.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.TokenIds;
import io.millrace.testing.Onnx;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The training engine and the emitted graph give the same logits. */
class ArchitectureBackendsTest {
  private static final int LABELS = 7;

  /** Float32 sums of a few hundred terms in another order. */
  private static final double TOLERANCE = 1e-4;

  private static final List<String> UTTERANCES =
      List.of(
          "book a table for two", "hi", "?", "what is the exchange rate of $ to € today please");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv:embedding=16,channels=9,widths=1-4,buckets=500",
        "conv:embedding=16,channels=9,widths=2-5,buckets=500",
        "conv:embedding=8,channels=5,widths=1,buckets=500",
        "bag:embedding=16,buckets=500"
      })
  void bothBackendsGiveTheSameLogits(String spec) throws Exception {
    Architecture architecture = Architecture.parse(spec);
    Weights weights = architecture.initial(LABELS, 7);
    disturbBiases(weights);
    TokenBatch batch = batch(architecture, UTTERANCES);

    float[] trained;
    try (Network network = new Network(architecture)) {
      trained = network.logits(batch, weights);
    }
    float[] served = serve(architecture, weights, batch);

    assertThat(served).containsExactly(trained, within((float) TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"conv:embedding=16,channels=9,buckets=500", "bag:embedding=16,buckets=500"})
  void paddingChangesNothing(String spec) {
    Architecture architecture = Architecture.parse(spec);
    Weights weights = architecture.initial(LABELS, 7);
    disturbBiases(weights);

    try (Network network = new Network(architecture)) {
      float[] together = network.logits(batch(architecture, UTTERANCES), weights);
      for (int i = 0; i < UTTERANCES.size(); i++) {
        float[] alone = network.logits(batch(architecture, List.of(UTTERANCES.get(i))), weights);
        for (int k = 0; k < LABELS; k++) {
          assertThat(together[i * LABELS + k]).isCloseTo(alone[k], within((float) TOLERANCE));
        }
      }
    }
  }

  /** Zero biases would hide a bias that padding lets through. */
  private static void disturbBiases(Weights weights) {
    SplittableRandom random = new SplittableRandom(1);
    weights
        .others()
        .forEach(
            (name, tensor) -> {
              for (int i = 0; name.endsWith("bias") && i < tensor.data().length; i++) {
                tensor.data()[i] = (float) random.nextDouble(-1, 1);
              }
            });
  }

  private static TokenBatch batch(Architecture architecture, List<String> utterances) {
    NgramTokenizer tokenizer = new NgramTokenizer(architecture.ngrams());
    return TokenBatch.of(utterances.stream().map(tokenizer::encode).toList());
  }

  private float[] serve(Architecture architecture, Weights weights, TokenBatch batch)
      throws Exception {
    Path file = directory.resolve("model.onnx");
    OnnxFile.save(Emission.graph(architecture, weights), file);
    int width = batch.utterances().stream().mapToInt(TokenIds::width).max().orElseThrow();
    IntBuffer ids = IntBuffer.allocate(batch.size() * batch.length() * width);
    for (int u = 0; u < batch.size(); u++) {
      TokenIds one = batch.utterances().get(u);
      for (int i = 0; i < one.length(); i++) {
        ids.put((u * batch.length() + i) * width, one.ids(), i * one.width(), one.width());
      }
    }
    long[] shape = {batch.size(), batch.length(), width};
    OrtEnvironment environment = Onnx.environment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, ids, shape);
        OrtSession.Result result = session.run(Map.of(Emission.INPUT, input))) {
      float[][] logits = (float[][]) result.get(Emission.OUTPUT).orElseThrow().getValue();
      float[] flat = new float[batch.size() * LABELS];
      for (int u = 0; u < batch.size(); u++) {
        System.arraycopy(logits[u], 0, flat, u * LABELS, LABELS);
      }
      return flat;
    }
  }
}

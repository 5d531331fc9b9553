package io.millrace.compress.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.NgramTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
        "bag:embedding=16,buckets=500",
        "sep:embedding=12,channels=9,window=3,depth=3,buckets=500",
        "sep:embedding=12,channels=9,window=4,depth=1,buckets=500",
        "shuffle:embedding=12,channels=8,window=2,depth=3,groups=4,buckets=500",
        "transformer:embedding=16,depth=2,heads=2,buckets=500",
        "transformer:embedding=16,depth=1,heads=4,norm=post,pool=max,buckets=500",
        "transformer:embedding=16,depth=2,heads=1,hidden=9,pool=cls,buckets=500"
      })
  void bothBackendsGiveTheSameLogits(String spec) throws Exception {
    Architecture architecture = Architecture.parse(spec);
    Weights weights = architecture.initial(LABELS, 7);
    disturbBiases(weights);
    TokenBatch batch = batch(architecture, UTTERANCES);

    float[] trained = train(architecture, weights, batch);
    float[] served = serve(architecture, weights, batch);

    assertThat(served).containsExactly(trained, within((float) TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv:embedding=16,channels=9,buckets=500",
        "bag:embedding=16,buckets=500",
        "sep:embedding=12,channels=9,window=3,depth=3,buckets=500",
        "shuffle:embedding=12,channels=8,window=4,depth=3,groups=4,buckets=500",
        "transformer:embedding=16,depth=2,heads=2,buckets=500",
        "transformer:embedding=16,depth=2,heads=2,norm=post,pool=max,buckets=500",
        "transformer:embedding=16,depth=2,heads=2,pool=cls,buckets=500"
      })
  void paddingChangesNothing(String spec) throws Exception {
    Architecture architecture = Architecture.parse(spec);
    Weights weights = architecture.initial(LABELS, 7);
    disturbBiases(weights);

    TokenBatch together = batch(architecture, UTTERANCES);
    float[] trained = train(architecture, weights, together);
    float[] served = serve(architecture, weights, together);

    for (int i = 0; i < UTTERANCES.size(); i++) {
      TokenBatch alone = batch(architecture, List.of(UTTERANCES.get(i)));
      assertThat(train(architecture, weights, alone))
          .containsExactly(row(trained, i), within((float) TOLERANCE));
      assertThat(serve(architecture, weights, alone))
          .containsExactly(row(served, i), within((float) TOLERANCE));
    }
  }

  private static float[] row(float[] logits, int row) {
    return Arrays.copyOfRange(logits, row * LABELS, (row + 1) * LABELS);
  }

  private static float[] train(Architecture architecture, Weights weights, TokenBatch batch) {
    try (Network network = new Network(architecture)) {
      return network.logits(batch, weights);
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

  /** Asks the stage as the service does. */
  private float[] serve(Architecture architecture, Weights weights, TokenBatch batch)
      throws Exception {
    List<String> labels = IntStream.range(0, LABELS).mapToObj(Integer::toString).toList();
    StageFiles.Origin origin = new StageFiles.Origin(null, Map.of());
    StageDirectory stage =
        StageFiles.write(directory.resolve("stage"), architecture, weights, labels, origin);
    try (Classifier classifier = new OnnxEngine().classifier(stage)) {
      float[][] logits = classifier.logits(batch.utterances());
      float[] flat = new float[batch.size() * LABELS];
      for (int u = 0; u < batch.size(); u++) {
        System.arraycopy(logits[u], 0, flat, u * LABELS, LABELS);
      }
      return flat;
    }
  }
}

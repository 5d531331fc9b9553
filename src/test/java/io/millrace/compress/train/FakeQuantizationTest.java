package io.millrace.compress.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Network;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.quantize.LinearStage;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest.Provenance;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.TokenIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What training for bytes computes is what the graph of bytes computes. */
class FakeQuantizationTest {
  private static final Provenance PROVENANCE = new Provenance(List.of("train"), 1, null, "d", null);
  private static final List<String> TEXTS =
      List.of("where is my luggage", "play it again", "hm", "what a long way to go for a song");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "conv:embedding=24,channels=16,widths=1-3,buckets=500 8 4e-3",
        "conv:embedding=24,channels=16,widths=1-3,buckets=500 4 4e-3",
        "bag:embedding=24,buckets=500 8 4e-3",
        "bag:embedding=24,buckets=500 3 4e-3",
        "shuffle:embedding=24,channels=16,buckets=500 4 4e-2",
        "transformer:embedding=16,heads=2,buckets=500 4 4e-2"
      })
  void computesWhatTheQuantizedGraphComputes(String spec, int bits, float tolerance)
      throws IOException {
    Architecture architecture = Architecture.parse(spec);
    Weights weights = architecture.initial(3, 5);
    FakeQuantization fake = new FakeQuantization(architecture, weights, bits);
    TokenBatch batch = batch(architecture);

    float[] logits;
    try (Network network = new Network(architecture, fake.rounding())) {
      logits = network.logits(batch, fake.seen(weights, batch));
    }

    // A number on the edge between two bytes may fall to either side in the engine's float32: one
    // step of an activation is 1/255 of its range, here below 2, times a weight below 0.5. Inside
    // of deep architectures activations are not rounded here: a dozen such steps.
    assertThat(logits)
        .containsExactly(quantized(architecture, weights, bits, batch), within(tolerance));
  }

  @Test
  void readsTheSameRowsOfAPartAsOfTheWholeTable() {
    Architecture architecture = Architecture.parse("bag:embedding=24,buckets=500");
    Weights weights = architecture.initial(3, 5);
    FakeQuantization fake = new FakeQuantization(architecture, weights, 4);
    TokenBatch batch = batch(architecture);

    float[] whole = batch.sums(fake.seen(weights).table());

    assertThat(batch.sums(fake.seen(weights, batch).table())).isEqualTo(whole);
    assertThat(whole).isNotEqualTo(batch.sums(weights.table()));
  }

  @Test
  void clipsWhatWouldCostTheOthersTheirDetail() {
    Architecture architecture = Architecture.parse("bag:embedding=24,buckets=500");
    Weights weights = architecture.initial(3, 5);
    weights.table().data()[100] = 3;

    FakeQuantization fake = new FakeQuantization(architecture, weights, 3);

    float limit = weights.table().data()[100];
    assertThat(limit).isLessThan(3);
    weights.table().data()[100] = 9;
    fake.hold(weights, new TokenBatch(List.of(new TokenIds(new int[] {100 / 24}, 1, 1)), 1));
    assertThat(weights.table().data()[100]).isEqualTo(limit);
  }

  @Test
  void trainsWhatRoundingAloneLoses() throws IOException {
    Architecture architecture = Architecture.parse("bag:embedding=4,buckets=200");
    Weights plain = architecture.initial(2, 3);
    Weights aware = plain.copy();
    List<Example> examples = examples(architecture);

    train(architecture, plain, examples, Regime.FREE);
    train(architecture, aware, examples, new FakeQuantization(architecture, aware, 2));

    assertThat(loss(architecture, aware, examples)).isLessThan(loss(architecture, plain, examples));
  }

  private static void train(
      Architecture architecture, Weights weights, List<Example> examples, Regime regime) {
    TrainSettings settings = new TrainSettings(40, 4, 0.01, 0.1, 0, 0, 0, 0, 7);
    new Trainer(architecture, settings, new Objective(2, 0.2, 1, 1), regime)
        .train(weights, epoch -> examples, (epoch, loss, network, seen) -> {});
  }

  /** The loss at two bits; labels are smoothed, so that larger logits are not always better. */
  private static double loss(Architecture architecture, Weights weights, List<Example> examples) {
    Objective objective = new Objective(2, 0.2, 1, 1).over(examples);
    ColumnRounding table = ColumnRounding.whole(weights.table().copy(), 2);
    Weights rounded = weights.copy();
    System.arraycopy(
        table.rounded(weights.table().data()),
        0,
        rounded.table().data(),
        0,
        weights.table().data().length);
    var matrix = weights.get("dense.weight");
    float[] columns = ColumnRounding.byColumn(matrix.copy(), 2).rounded(matrix.data());
    System.arraycopy(columns, 0, rounded.get("dense.weight").data(), 0, columns.length);
    try (Network network = new Network(architecture)) {
      objective.gradient(
          network.logits(TokenBatch.of(examples.stream().map(Example::ids).toList()), rounded));
    }
    return objective.loss();
  }

  private static List<Example> examples(Architecture architecture) {
    NgramTokenizer tokenizer = new NgramTokenizer(architecture.ngrams());
    return Stream.of("go north", "north we go", "far north", "go south", "south we go", "far south")
        .map(text -> new Example(tokenizer.encode(text), text.contains("north") ? 0 : 1, null))
        .toList();
  }

  private float[] quantized(Architecture architecture, Weights weights, int bits, TokenBatch batch)
      throws IOException {
    StageDirectory stage =
        StageFiles.write(
            directory.resolve("float"),
            architecture,
            weights,
            List.of("a", "b", "c"),
            new StageFiles.Origin(PROVENANCE, Map.of()));
    Path out = Files.createDirectory(directory.resolve("bytes"));
    new LinearStage(stage, bits, new OnnxEngine()).write(Map.of(), out, "bytes", PROVENANCE);
    try (Classifier classifier = new OnnxEngine().classifier(StageDirectory.read(out))) {
      float[][] rows = classifier.logits(batch.utterances());
      float[] logits = new float[rows.length * rows[0].length];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = rows[i / rows[0].length][i % rows[0].length];
      }
      return logits;
    }
  }

  private static TokenBatch batch(Architecture architecture) {
    NgramTokenizer tokenizer = new NgramTokenizer(architecture.ngrams());
    return TokenBatch.of(TEXTS.stream().map(tokenizer::encode).toList());
  }
}

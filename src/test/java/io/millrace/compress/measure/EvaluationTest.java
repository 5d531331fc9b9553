package io.millrace.compress.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.InvalidDataException;
import io.millrace.compress.data.Split;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path directory;

  /** Every look at the clock finds 18 µs gone: 2 µs for each of nine texts. */
  private final AtomicLong cpuNanos = new AtomicLong();

  private final List<String> progress = new ArrayList<>();
  private final Evaluation evaluation =
      new Evaluation(new OnnxEngine(), () -> cpuNanos.addAndGet(18_000), progress::add);

  private BundleDirectory bundle;
  private Split test;

  @BeforeEach
  void writeBundleAndData() throws IOException {
    bundle = TinyBundle.write(directory.resolve("bundle"));
    test = DataDirectory.read(TinyData.write(directory.resolve("data"))).test();
  }

  @Test
  void measuresTheCascade() throws IOException {
    Measurement.Cascade cascade = evaluation.measure(bundle, test).cascade();

    assertThat(cascade.accuracy()).isEqualTo(4 / 6.0);
    assertThat(cascade.falseAbstention()).isEqualTo(1 / 6.0);
    assertThat(cascade.oosRecall()).isEqualTo(2 / 3.0);
    // balance, money, qwerty, weather, zxcv.
    assertThat(cascade.escalationRate()).isEqualTo(5 / 9.0);
    // All but howdy.
    assertThat(cascade.agreement()).isEqualTo(8 / 9.0);
    assertThat(cascade.cpuMicrosPerText()).isEqualTo(2);
  }

  @Test
  void measuresTheStages() throws IOException {
    List<Measurement.Stage> stages = evaluation.measure(bundle, test).stages();

    assertThat(stages).extracting(Measurement.Stage::name).containsExactly("student", "teacher");
    // Of words nobody knows the first label is best: qwerty is right by it, money is not.
    assertThat(stages).extracting(Measurement.Stage::accuracy).containsExactly(4 / 6.0, 1.0);
    assertThat(stages).extracting(Measurement.Stage::coverage).containsExactly(4 / 9.0, 2 / 9.0);
    assertThat(stages).extracting(Measurement.Stage::cpuMicrosPerText).containsOnly(2.0);
    assertThat(stages.getFirst().bytes())
        .isEqualTo(
            Files.size(bundle.path().resolve("stages/0-student/model.onnx"))
                + Files.size(bundle.path().resolve("stages/0-student/stage.json")));
    // Five utterances sure to 1 - 1.4e-4 and right, one at a quarter and right.
    assertThat(stages.getLast().ece())
        .isCloseTo((5 * (1 - 1 / (1 + 3 * Math.exp(-10))) + 0.75) / 6, within(1e-6));
  }

  @Test
  void measuresAStageWithoutGate() throws IOException {
    Measurement measurement = evaluation.measure(bundle.stages().getFirst(), test);

    assertThat(measurement.cascade()).isNull();
    assertThat(measurement.stages()).hasSize(1);
    assertThat(measurement.stages().getFirst().accuracy()).isEqualTo(4 / 6.0);
    assertThat(measurement.stages().getFirst().coverage()).isEqualTo(1);
  }

  @Test
  void hasNoRecallWithoutUtterancesOutOfScope() throws IOException {
    Files.delete(directory.resolve("data/oos_test.jsonl"));
    test = DataDirectory.read(directory.resolve("data")).test();

    assertThat(evaluation.measure(bundle, test).cascade().oosRecall()).isNull();
  }

  @Test
  void saysWhatItIsDoing() throws IOException {
    evaluation.measure(bundle, test);

    assertThat(progress)
        .containsExactly(
            "cascade: 9 utterances", "stage student: 9 utterances", "stage teacher: 9 utterances");
  }

  @Test
  void refusesALabelThatTheBundleLacks() throws IOException {
    TinyData.writeLines(directory.resolve("data/train.jsonl"), List.of("a: b", "weather: c"));
    TinyData.writeLines(directory.resolve("data/valid.jsonl"), List.of("weather: c"));
    TinyData.writeLines(directory.resolve("data/test.jsonl"), List.of("weather: c"));
    Split other = DataDirectory.read(directory.resolve("data")).test();

    assertThatThrownBy(() -> evaluation.measure(bundle, other))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Label weather of the data is none of the 4 labels of the model");
  }

  @Test
  void refusesAnUnknownConfidenceFunctionNamingTheStage() throws IOException {
    Path manifest = bundle.path().resolve("bundle.json");
    Files.writeString(
        manifest, Files.readString(manifest).replaceFirst("max-probability", "guesswork"));

    assertThatThrownBy(() -> evaluation.measure(BundleDirectory.read(bundle.path()), test))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining(
            "bundle.json: stages[student].confidence: expected one of [entropy, energy,"
                + " max-probability, margin], found guesswork");
  }

  @Test
  void batchesKeepTheOrderOfTheTexts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      texts.add("hello ".repeat(1 + (i * 7) % 13));
    }

    try (OpenStage stage = OpenStage.load(new OnnxEngine(), bundle.stages().getFirst())) {
      float[][] logits = stage.logits(texts);

      for (int i = 0; i < texts.size(); i++) {
        assertThat(logits[i][0]).isEqualTo(10f * (1 + (i * 7) % 13));
      }
    }
  }
}

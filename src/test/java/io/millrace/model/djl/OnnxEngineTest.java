package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.infer.Classifier;
import io.millrace.model.infer.InferenceException;
import io.millrace.model.text.NgramSettings;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEngineTest {
  private static final OnnxEngine ENGINE = new OnnxEngine();

  @TempDir Path directory;
  private StageDirectory stage;

  @BeforeEach
  void writeStage() throws IOException {
    stage = TinyBundle.writeStage(directory.resolve("s"), "student", TinyBundle.STUDENT_WORDS);
  }

  @Test
  void answersWithTheLogitsOfTheWords() {
    try (Tokenizer tokenizer = ENGINE.tokenizer(stage);
        Classifier classifier = ENGINE.classifier(stage)) {
      float[][] logits =
          classifier.logits(
              List.of(
                  tokenizer.encode("Hello, hello bye!"),
                  tokenizer.encode("qwerty"),
                  tokenizer.encode("")));

      assertThat(logits).isDeepEqualTo(new float[][] {{20, 10, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
    }
  }

  @Test
  void paddingChangesNoLogits() {
    try (Tokenizer tokenizer = ENGINE.tokenizer(stage);
        Classifier classifier = ENGINE.classifier(stage)) {
      List<TokenIds> batch =
          List.of(
              tokenizer.encode("hello"),
              tokenizer.encode("bye bye and hello to the whole of the neighbourhood"),
              new TokenIds(new int[] {1, 2, 3, 4, 5, 6}, 2, 3));

      float[][] together = classifier.logits(batch);

      for (int i = 0; i < batch.size(); i++) {
        float[] alone = classifier.logits(List.of(batch.get(i)))[0];
        // Sums of a few float32: exact up to rounding.
        assertThat(together[i]).containsExactly(alone, within(1e-5f));
      }
    }
  }

  @Test
  void refusesOutputsThatAreNotTheLabels() throws IOException {
    byte[] model = TinyModel.ofWords(TinyBundle.NGRAMS, 4, TinyBundle.STUDENT_WORDS);
    StageDirectory other =
        TinyBundle.writeStage(directory.resolve("o"), "odd", List.of("yes", "no", "oos"), model);

    assertThatThrownBy(() -> ENGINE.classifier(other))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessage(other.model() + ": model has 4 outputs, stage.json has 3 labels");
  }

  @Test
  void refusesATruncatedModelNamingTheFile() throws IOException {
    byte[] model = Files.readAllBytes(stage.model());
    assertRefused(Arrays.copyOf(model, model.length / 2), "model.onnx: ONNX Runtime cannot load");
  }

  @Test
  void refusesWhatIsNoModelNamingTheFile() throws IOException {
    assertRefused("not a model".getBytes(), "model.onnx: ONNX Runtime cannot load");
    assertRefused(new byte[0], "model.onnx: ONNX Runtime cannot load");
  }

  @Test
  void refusesLogitsThatAreNoNumbers() throws IOException {
    float nan = Float.NaN;
    Map<String, float[]> words = Map.of("hello", new float[] {nan, 0, 0, 0});

    assertRefused(TinyModel.ofWords(TinyBundle.NGRAMS, 4, words), "logits hold NaN");
  }

  @Test
  void refusesInputsThatTheManifestDoesNotName() throws IOException {
    byte[] model = TinyModel.ofPieces(new float[8][4], List.of("input_ids", "attention_mask"));

    assertRefused(model, "model has inputs [attention_mask, input_ids], stage.json has [ngrams]");
  }

  @Test
  void refusesFewerRowsThanBuckets() throws IOException {
    var fewer = new NgramSettings(64, 3, 3, 16, 1);

    assertRefused(TinyModel.ofWords(fewer, 4, Map.of()), "the engine failed");
  }

  @Test
  void failsNamingTheStageWhenTheEngineDoes() {
    try (Classifier classifier = ENGINE.classifier(stage)) {
      TokenIds outside = new TokenIds(new int[] {1_000_000}, 1, 1);

      assertThatThrownBy(() -> classifier.logits(List.of(outside)))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("stage student: the engine failed");
      assertThat(classifier.logits(List.of(new TokenIds(new int[] {1}, 1, 1)))).hasDimensions(1, 4);
    }
  }

  @Test
  void failsClearlyAfterItWasClosed() {
    Classifier classifier = ENGINE.classifier(stage);
    classifier.close();
    classifier.close();

    assertThatThrownBy(() -> classifier.logits(List.of(new TokenIds(new int[] {1}, 1, 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Bug: stage student was asked after it was closed");
  }

  @Test
  void refusesAnEmptyBatch() {
    try (Classifier classifier = ENGINE.classifier(stage)) {
      assertThatThrownBy(() -> classifier.logits(List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("student");
    }
  }

  private void assertRefused(byte[] model, String message) throws IOException {
    StageDirectory broken =
        TinyBundle.writeStage(directory.resolve("broken"), "odd", TinyBundle.LABELS, model);

    assertThatThrownBy(() -> ENGINE.classifier(broken))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageStartingWith(broken.path().toString())
        .hasMessageContaining(message);
  }
}

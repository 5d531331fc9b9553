package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.bundle.InvalidBundleException;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.model.infer.Classifier;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import io.millrace.testing.ForeignModel;
import io.millrace.testing.SharedData;
import io.millrace.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceTokenizerTest {
  /** A word-piece tokenizer of ten pieces: [CLS] is 1, [SEP] is 2, [UNK] is 3. */
  private static final String TOKENIZER =
      ForeignModel.tokenizer("\"hello\":4,\"bye\":5,\"what\":6,\"is\":7,\"my\":8,\"##s\":9");

  @TempDir Path directory;

  @Test
  void addsSpecialTokensAndSplitsWords() throws IOException {
    try (Tokenizer tokenizer = tokenizer(16)) {
      assertThat(tokenizer.encode("Hellos, BYE").ids()).containsExactly(1, 4, 9, 3, 5, 2);
      assertThat(tokenizer.encode("").ids()).containsExactly(1, 2);
    }
  }

  @Test
  void truncatesAndKeepsTheSpecialTokens() throws IOException {
    try (Tokenizer tokenizer = tokenizer(4)) {
      TokenIds ids = tokenizer.encode("hello bye hello bye hello");

      assertThat(ids.ids()).containsExactly(1, 4, 5, 2);
      assertThat(ids.width()).isEqualTo(1);
    }
  }

  @Test
  void encodesEveryString() throws IOException {
    try (Tokenizer tokenizer = tokenizer(8)) {
      assertThat(tokenizer.encode("hello \uD800 bye").ids()).startsWith(1, 4).endsWith(2);
      assertThat(tokenizer.encode("\uDC00\uD83D\uDE00\u0000\u0007").length()).isBetween(2, 8);
      assertThat(tokenizer.encode("x".repeat(100_000)).ids()).containsExactly(1, 3, 2);
    }
  }

  @Test
  void refusesABrokenFileNamingIt() throws IOException {
    Path file = directory.resolve(StageDirectory.TOKENIZER);
    Files.writeString(file, "{\"model\":");

    assertThatThrownBy(() -> PieceTokenizer.load(file, 8))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageStartingWith(file + ": cannot be read");
    assertThatThrownBy(() -> PieceTokenizer.load(directory.resolve("absent.json"), 8))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("absent.json");
  }

  @Test
  void theMaskKeepsPaddingOutOfTheLogits() throws IOException {
    for (List<String> inputs :
        List.of(
            List.of("input_ids", "attention_mask"),
            List.of("attention_mask", "token_type_ids", "input_ids"))) {
      StageDirectory stage = pieceStage(inputs);

      try (Tokenizer tokenizer = new OnnxEngine().tokenizer(stage);
          Classifier classifier = new OnnxEngine().classifier(stage)) {
        List<TokenIds> batch =
            List.of(tokenizer.encode("hello"), tokenizer.encode("what is my hello bye hello"));
        float[] alone = classifier.logits(batch.subList(0, 1))[0];

        // [CLS] 1 + hello 4 + [SEP] 2, each piece adding its id; exact in float32.
        assertThat(alone).containsExactly(7, 0);
        assertThat(classifier.logits(batch)[0]).containsExactly(alone, within(1e-5f));
      }
    }
  }

  @Test
  void readsBertsVocabulary() {
    Path file = SharedData.require("bert-base-uncased-tokenizer/tokenizer.json");

    try (Tokenizer tokenizer = PieceTokenizer.load(file, 16)) {
      // [CLS] what is my account balance ? [SEP], line numbers of vocab.txt from 0.
      assertThat(tokenizer.encode("What is my account balance?").ids())
          .containsExactly(101, 2054, 2003, 2026, 4070, 5703, 1029, 102);
    }
  }

  private Tokenizer tokenizer(int maxTokens) throws IOException {
    Path file = directory.resolve(StageDirectory.TOKENIZER);
    Files.writeString(file, TOKENIZER);
    return PieceTokenizer.load(file, maxTokens);
  }

  private StageDirectory pieceStage(List<String> inputs) throws IOException {
    float[][] rows = new float[10][2];
    for (int i = 1; i < rows.length; i++) {
      rows[i][0] = i;
    }
    rows[0][1] = 100;
    Files.writeString(directory.resolve(StageDirectory.TOKENIZER), TOKENIZER);
    Files.write(directory.resolve(StageDirectory.MODEL), TinyModel.ofPieces(rows, inputs));
    return StageDirectory.write(
        directory,
        new StageManifest(
            StageManifest.FORMAT_VERSION,
            "pieces",
            "onnx",
            List.of("yes", "no"),
            inputs,
            16,
            null,
            null,
            Map.of(),
            Map.of()));
  }
}

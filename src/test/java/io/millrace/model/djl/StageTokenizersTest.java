package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.text.Tokenizer;
import io.millrace.model.text.piece.WordPiece;
import io.millrace.testing.ForeignModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageTokenizersTest {
  private static final String JSON =
      ForeignModel.tokenizer("\"hello\":4,\"bye\":5,\"##s\":6")
          .replace("\"added_tokens\":[]", "\"added_tokens\":[ADDED]");

  private static final String ADDED =
      """
      {"id":2,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,
       "normalized":false,"special":true}""";

  @TempDir Path directory;

  @Test
  void readsWordPiecesItself() throws IOException {
    try (Tokenizer tokenizer = StageTokenizers.ofPieces(file(JSON.replace("ADDED", ADDED)), 16)) {
      assertThat(tokenizer).isInstanceOf(WordPiece.class);
      assertThat(tokenizer.encode("Hellos[SEP]bye").ids()).containsExactly(1, 4, 6, 2, 5, 2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"type\":\"BertNormalizer\" | \"type\":\"Lowercase\" | /normalizer/type",
        "BertPreTokenizer | Whitespace | /pre_tokenizer/type",
        "\"normalized\":false | \"normalized\":true | /added_tokens/0/normalized",
        "\"lstrip\":false | \"lstrip\":true | /added_tokens/0/lstrip",
        "\"id\":2,\"content\":\"[SEP]\" | \"id\":9,\"content\":\"[SEP]\" | /added_tokens/0/id",
        "\"version\":\"1.0\" | \"version\":\"1.0\",\"truncation\":{\"direction\":\"Left\","
            + "\"max_length\":9,\"strategy\":\"LongestFirst\",\"stride\":0}"
            + " | /truncation/direction",
        "\"unk_token\":\"[UNK]\" | \"unk_token\":\"none\" | /model/unk_token",
      })
  void leavesOtherSettingsToTheReferenceAndNamesThem(String from, String to, String setting)
      throws IOException {
    String json = JSON.replace("ADDED", ADDED).replace(from, to);
    List<String> lines = new ArrayList<>();

    try (Tokenizer tokenizer = listening(lines, file(json))) {
      assertThat(tokenizer).isInstanceOf(PieceTokenizer.class);
      assertThat(tokenizer.encode("hello bye").ids()).containsSequence(4, 5);
    }

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).contains("tokenizer.json").contains(setting);
  }

  @Test
  void leavesTooLittleRoomToTheReference() throws IOException {
    List<String> lines = new ArrayList<>();

    StageTokenizers.ofPieces(file(JSON.replace("ADDED", ADDED)), 2).close();
    listening(lines, file(JSON.replace("ADDED", ADDED)), 1).close();

    assertThat(lines).singleElement().asString().contains("maxTokens 1");
  }

  private Path file(String json) throws IOException {
    return Files.writeString(directory.resolve("tokenizer.json"), json);
  }

  private static Tokenizer listening(List<String> lines, Path file) {
    return listening(lines, file, 16);
  }

  private static Tokenizer listening(List<String> lines, Path file, int maxTokens) {
    Logger log = Logger.getLogger(StageTokenizers.class.getName());
    Handler handler = new Listener(lines);
    log.addHandler(handler);
    try {
      return StageTokenizers.ofPieces(file, maxTokens);
    } finally {
      log.removeHandler(handler);
    }
  }

  private static final class Listener extends Handler {
    private final List<String> lines;

    Listener(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(java.text.MessageFormat.format(line.getMessage(), line.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

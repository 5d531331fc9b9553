package io.millrace.model.text.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordPieceTest {
  private static final Map<String, Integer> VOCABULARY =
      Map.of("[UNK]", 0, "un", 1, "##able", 2, "##a", 3, "to", 4, "!", 5, "unable", 6, "\u4e2d", 7);

  private static final PieceSettings SETTINGS =
      new PieceSettings(
          VOCABULARY,
          new Normalization(true, true, true, true),
          "[UNK]",
          "##",
          8,
          Map.of("<s>", 8, "<s>>", 9),
          List.of(20),
          List.of(21, 22));

  @Test
  void takesTheLongestPieceFromWhereItStands() {
    assertThat(ids("unable una UNA\u0301BLE")).containsExactly(20, 6, 1, 3, 6, 21, 22);
  }

  @Test
  void aWordWithoutPiecesToItsEndIsUnknownAsAWhole() {
    assertThat(ids("unablex to")).containsExactly(20, 0, 4, 21, 22);
    assertThat(ids("unaaaaaa unaaaaaaa")).containsExactly(20, 1, 3, 3, 3, 3, 3, 3, 0, 21, 22);
  }

  @Test
  void marksAndIdeographsAreWords() {
    assertThat(ids("to!to\u4e2d\u0301to")).containsExactly(20, 4, 5, 4, 7, 4, 21, 22);
  }

  @Test
  void takesTheLongestAddedTokenAsItIsWritten() {
    assertThat(ids("un<s>able<s>><S>")).containsExactly(20, 1, 8, 0, 9, 0, 0, 0, 21, 22);
  }

  @Test
  void cutsWhatHasNoRoom() {
    WordPiece tokenizer = new WordPiece(SETTINGS, 5);

    assertThat(tokenizer.encode("unaaaa").ids()).containsExactly(20, 1, 3, 21, 22);
    assertThat(new WordPiece(SETTINGS, 3).encode("to").ids()).containsExactly(20, 21, 22);
    assertThatThrownBy(() -> new WordPiece(SETTINGS, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at least 3 tokens, found 2");
  }

  @Test
  void readsManyUtterancesAtOnce() {
    WordPiece tokenizer = new WordPiece(SETTINGS, 16);
    List<String> texts = List.of("un able to", "to \u00fcn\u0301 \uac00", "\u4e2d un!");
    List<List<Integer>> expected = texts.stream().map(WordPieceTest::list).toList();

    assertThat(
            IntStream.range(0, 3_000)
                .parallel()
                .allMatch(
                    i ->
                        IntStream.of(tokenizer.encode(texts.get(i % 3)).ids())
                            .boxed()
                            .toList()
                            .equals(expected.get(i % 3))))
        .isTrue();
  }

  @Test
  void makesNoGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    WordPiece tokenizer = new WordPiece(SETTINGS, 16);
    int[] ids = new int[16];
    String text = "unable to \u00fcn\u4e2d \uac00 <s> " + "x".repeat(300);
    tokenizer.encode(text, ids);
    long before = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < 1_000; i++) {
      tokenizer.encode(text, ids);
    }

    // Asking for the count may itself allocate; a thousand utterances that did would show.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
  }

  private static int[] ids(String utterance) {
    return new WordPiece(SETTINGS, 16).encode(utterance).ids();
  }

  private static List<Integer> list(String utterance) {
    return IntStream.of(ids(utterance)).boxed().toList();
  }
}

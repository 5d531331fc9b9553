package io.millrace.compress.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.compress.graph.BertGraph;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxSession;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of word pieces that go, and what stands in for them. */
class VocabularyTest {
  private static final int UNKNOWN = 3;

  /** Letters from a on are 4, 5, …; whatever else is unknown. */
  private static final Tokenizer LETTERS =
      utterance -> {
        int[] ids =
            utterance.chars().map(c -> c >= 'a' && c <= 'z' ? c - 'a' + 4 : UNKNOWN).toArray();
        return ids.length == 0 ? new TokenIds(new int[1], 1, 1) : new TokenIds(ids, ids.length, 1);
      };

  @TempDir private Path directory;

  private static Map<String, Object> inputs(long... ids) {
    long[] ones = new long[ids.length];
    java.util.Arrays.fill(ones, 1);
    return Map.of(
        "input_ids", new long[][] {ids},
        "attention_mask", new long[][] {ones},
        "token_type_ids", new long[1][ids.length]);
  }

  @Test
  void piecesWithoutARowReadThatOfTheUnknown() throws Exception {
    Graph graph = BertGraph.of(Family.BERT, 14);
    Path file = directory.resolve("model.onnx");
    float[] known = OnnxSession.run(graph, file, inputs(4, 5));
    float[] unknown = OnnxSession.run(graph, file, inputs(4, UNKNOWN));
    Vocabulary vocabulary = Vocabulary.of(graph).orElseThrow();

    int staying =
        vocabulary.prune(graph, vocabulary.counts(LETTERS, List.of("abba", "ab")), UNKNOWN, 0.8);

    assertThat(staying).isEqualTo(6);
    assertThat(graph.constant("word_embeddings.weight").orElseThrow().dims())
        .containsExactly(6, BertGraph.WIDTH);
    // The same rows in the same sums.
    assertThat(OnnxSession.run(graph, file, inputs(4, 5)))
        .containsExactly(known, Offset.offset(1e-6f));
    assertThat(OnnxSession.run(graph, file, inputs(4, 29)))
        .containsExactly(unknown, Offset.offset(1e-6f));
  }

  @Test
  void findsThePieceThatStrangeLettersShare() {
    assertThat(Vocabulary.unknown(LETTERS)).contains(UNKNOWN);
  }

  @Test
  void knowsNoUnknownPieceOfATokenizerOfCharacters() {
    Tokenizer characters =
        utterance ->
            new TokenIds(new int[] {utterance.isEmpty() ? 0 : utterance.codePointAt(0)}, 1, 1);

    assertThat(Vocabulary.unknown(characters)).isEmpty();
  }

  @Test
  void refusesATokenizerOfMorePieces() {
    Vocabulary vocabulary = Vocabulary.of(BertGraph.of(Family.BERT, 14)).orElseThrow();
    Tokenizer larger = utterance -> new TokenIds(new int[] {30}, 1, 1);

    assertThatThrownBy(() -> vocabulary.counts(larger, List.of("z")))
        .hasMessageContaining("tokenizer gives id 30, the table has rows for 0 to 29");
  }
}

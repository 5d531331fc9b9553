package io.millrace.model.text.piece;

import io.millrace.model.text.TokenIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to turn an utterance into word pieces. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WordPieceBenchmark {
  private static final String UTTERANCE =
      "Could you please tell me what is the exchange rate of euros at the moment, café?";

  private final WordPiece pieces = new WordPiece(settings(), 64);

  /** Letters, and every other word of the utterance: the rest must be put together. */
  private static PieceSettings settings() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List.of("[UNK]", "[CLS]", "[SEP]").forEach(piece -> add(vocabulary, piece));
    for (char letter = '!'; letter < 0x7f; letter++) {
      add(vocabulary, Character.toString(letter));
      add(vocabulary, "##" + letter);
    }
    List.of("could", "please", "me", "is", "exchange", "of", "at", "moment")
        .forEach(word -> add(vocabulary, word));
    return new PieceSettings(
        vocabulary,
        new Normalization(true, true, true, true),
        "[UNK]",
        "##",
        100,
        Map.of("[SEP]", 2),
        List.of(1),
        List.of(2));
  }

  private static void add(Map<String, Integer> vocabulary, String piece) {
    vocabulary.putIfAbsent(piece, vocabulary.size());
  }

  /** Sixteen words, half of them known. */
  @Benchmark
  public TokenIds encode() {
    return pieces.encode(UTTERANCE);
  }
}

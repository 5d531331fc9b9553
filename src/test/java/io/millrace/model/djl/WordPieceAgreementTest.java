package io.millrace.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.compress.data.TextLines;
import io.millrace.model.text.Surrogates;
import io.millrace.model.text.Tokenizer;
import io.millrace.model.text.piece.WordPiece;
import io.millrace.testing.ForeignModel;
import io.millrace.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Word pieces of our own against the reference, id by id. The long form: {@code ./mvnw test
 * -Dtest=WordPieceAgreementTest -Dmillrace.test.utterances=1000000}.
 */
class WordPieceAgreementTest {
  private static final int UTTERANCES = Integer.getInteger("millrace.test.utterances", 20_000);
  private static final int OF_ONE_TOKENIZER = Math.max(200, UTTERANCES / 500);
  private static final long SEED = Long.getLong("millrace.test.seed", 1);

  private static final int BLOCK = 0x2000;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;

  @Test
  void givesTheIdsOfTheReference() throws Exception {
    RandomReading reading = new RandomReading(SEED);
    Path file = directory.resolve("tokenizer.json");
    for (int done = 0; done < UTTERANCES; done += OF_ONE_TOKENIZER) {
      Files.writeString(file, reading.tokenizer());
      List<String> utterances = new ArrayList<>();
      for (int i = 0; i < OF_ONE_TOKENIZER; i++) {
        utterances.add(reading.utterance());
      }

      requireAgreement(file, done % 3 == 0 ? 128 : 16, utterances);
    }
  }

  /** Every text of the data in the long form, else some of each labelled split. */
  @Test
  void givesTheIdsOfTheReferenceOnEveryTextOfTheData() throws IOException {
    Path file = SharedData.require("bert-base-uncased-tokenizer/tokenizer.json");
    boolean isLong = UTTERANCES >= 1_000_000;
    try (Stream<Path> files = Files.walk(SharedData.require("."))) {
      for (Path data : files.filter(Files::isRegularFile).toList()) {
        boolean isLabelled = data.toString().endsWith(".jsonl");
        if (isLabelled || isLong && data.toString().endsWith(".xz")) {
          List<String> lines =
              TextLines.sample(data, isLong ? Integer.MAX_VALUE : UTTERANCES / 40, SEED);
          requireAgreement(
              file,
              128,
              isLabelled ? lines.stream().map(WordPieceAgreementTest::text).toList() : lines);
        }
      }
    }
  }

  /** Of the first alphabets, in the long form of all. */
  @Test
  void givesTheIdsOfTheReferenceForEveryCodePoint() throws IOException {
    Path file = directory.resolve("tokenizer.json");
    int end = UTTERANCES < 1_000_000 ? 2 * BLOCK : Character.MAX_CODE_POINT + 1;
    for (int first = 0; first < end; first += BLOCK) {
      String pieces =
          IntStream.range(first, first + BLOCK)
              .filter(c -> !Surrogates.isHalf(c))
              .flatMap(c -> IntStream.of(c, Character.toLowerCase(c)))
              .mapToObj(
                  c ->
                      "\"%1$s\":%2$d,\"##%1$s\":%2$d"
                          .formatted(escaped(Character.toString(c)), c + 9))
              .collect(Collectors.joining(","));
      String settings = ForeignModel.tokenizer("\"a\":4,\"##b\":5," + pieces);
      Files.writeString(file, settings);
      requireAgreement(file, 512, utterances(first));
      Files.writeString(
          file,
          settings
              .replace("\"clean_text\":true", "\"clean_text\":false")
              .replace("\"strip_accents\":null", "\"strip_accents\":false"));
      requireAgreement(file, 512, utterances(first));
    }
  }

  private static List<String> utterances(int first) {
    return IntStream.iterate(first, c -> c < first + BLOCK, c -> c + 32)
        .mapToObj(
            c ->
                IntStream.range(c, c + 32)
                    .mapToObj(within -> "a" + Character.toString(within) + "b")
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static String escaped(String text) {
    return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
  }

  private static String text(String line) {
    try {
      return JSON.readTree(line).path("text").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireAgreement(Path file, int maxTokens, List<String> utterances) {
    try (Tokenizer ours = StageTokenizers.ofPieces(file, maxTokens);
        Tokenizer reference = PieceTokenizer.load(file, maxTokens)) {
      assertThat(ours).isInstanceOf(WordPiece.class);
      for (String utterance : utterances) {
        int[] expected = reference.encode(utterance).ids();
        int[] found = ours.encode(utterance).ids();
        if (!Arrays.equals(found, expected)) {
          assertThat(found)
              .as("seed %d, tokenizer %s, utterance %s", SEED, file, escaped(utterance))
              .containsExactly(expected);
        }
      }
    }
  }
}

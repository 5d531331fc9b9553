package io.millrace.load.traffic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.load.scenario.Traffic;
import io.millrace.load.scenario.Traffic.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What users say: made up of words in the lengths that are wanted, or a file's.
 *
 * <p>Immutable.
 *
 * @param json texts as JSON strings, quotes and all
 */
record Utterances(List<String> json) {
  /** More words than any short utterance has: the spoilt engine is told by this. */
  static final int SPOILING_WORDS = 60;

  private static final JsonMapper JSON = new JsonMapper();
  private static final int TEXTS = 4_096;
  private static final int SHORT = 16;
  private static final int LONG_FROM = 40;
  private static final int LONGEST = 200;

  /** Of Pareto's law; the mean is barely finite, as lengths of messages go. */
  private static final double TAIL = 1.2;

  private static final String[] WORDS =
      ("how much money is in my account transfer to savings please what the weather tomorrow book a"
              + " flight from boston paris next week cancel order tell me joke play some music set"
              + " alarm for six i lost luggage card was stolen need hotel translate hello german"
              + " thanks you were helpful can where station time does shop open lights off remind"
              + " call mother pay bill limit increase rate exchange euro café naïve übung 東京 😀")
          .split(" ");

  /**
   * Those of a kind of traffic.
   *
   * @throws IOException if the file cannot be read or has none
   */
  static Utterances of(Traffic traffic, Random random) throws IOException {
    return traffic.texts().isEmpty()
        ? made(traffic.lengths(), random)
        : read(Path.of(traffic.texts()));
  }

  private static Utterances made(Lengths lengths, Random random) throws IOException {
    String[] texts = new String[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = JSON.writeValueAsString(made(words(lengths, random), random));
    }
    return new Utterances(List.of(texts));
  }

  /** How many words. */
  static int words(Lengths lengths, Random random) {
    return switch (lengths) {
      case SHORT -> 1 + random.nextInt(SHORT);
      case LONG -> LONG_FROM + random.nextInt(LONGEST - LONG_FROM + 1);
      case MIXED -> words(random.nextInt(10) == 0 ? Lengths.LONG : Lengths.SHORT, random);
      case HEAVY_TAILED -> (int) Math.min(LONGEST, Math.pow(1 - random.nextDouble(), -1 / TAIL));
    };
  }

  /** A text of so many words. */
  static String made(int words, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private static Utterances read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      List<String> texts = lines.filter(line -> !line.isBlank()).map(Utterances::text).toList();
      if (texts.isEmpty()) {
        throw new IOException(file + ": expected an utterance a line, found none");
      }
      return new Utterances(texts);
    } catch (java.nio.file.NoSuchFileException absent) {
      throw new IOException(file + ": no such file", absent);
    } catch (java.io.UncheckedIOException unreadable) {
      throw new IOException(file + ": expected UTF-8", unreadable);
    }
  }

  private static String text(String line) {
    try {
      JsonNode text = line.startsWith("{") ? JSON.readTree(line).path("text") : null;
      return JSON.writeValueAsString(text != null && text.isTextual() ? text.textValue() : line);
    } catch (JsonProcessingException plain) {
      return JSON.getNodeFactory().textNode(line).toString();
    }
  }

  String draw(Random random) {
    return json.get(random.nextInt(json.size()));
  }
}

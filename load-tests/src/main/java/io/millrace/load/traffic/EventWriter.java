package io.millrace.load.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/**
 * Makes the values of events.
 *
 * <p>Not for sharing.
 */
final class EventWriter {
  /** More words than any usual utterance has: the engine's fault is told by this. */
  static final int SPOILING_WORDS = 60;

  private static final int TEXTS = 4_096;
  private static final String[] WORDS =
      ("how much money is in my account transfer to savings please what the weather tomorrow book a"
              + " flight from boston paris next week cancel order tell me joke play some music set"
              + " alarm for six i lost luggage card was stolen need hotel translate hello german"
              + " thanks you were helpful can where station time does shop open lights off remind"
              + " call mother pay bill limit increase rate exchange euro café naïve übung 東京 😀")
          .split(" ");

  private final Random random;
  private final String[] texts = new String[TEXTS];
  private final String spoilingText;

  EventWriter(int maxWords, Random random) {
    this.random = random;
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = text((int) Math.round(Math.exp(random.nextDouble() * Math.log(maxWords))));
    }
    spoilingText = text(SPOILING_WORDS);
  }

  byte[] event(String id) {
    return event(id, texts[random.nextInt(TEXTS)]);
  }

  /** One on which a spoilt engine fails. */
  byte[] spoiling(String id) {
    return event(id, spoilingText);
  }

  /** One that can never be answered, of several kinds. */
  byte[] poison(String id) {
    String value =
        switch (random.nextInt(6)) {
          case 0 -> "not JSON at all " + id;
          case 1 -> "{\"id\":\"" + id + "\"}";
          case 2 -> "{\"id\":\"" + id + "\",\"text\":\" \"}";
          case 3 -> "{\"id\":\"" + id + "\",\"text\":\"cut off";
          case 4 -> "{\"id\":\"" + id + "\",\"text\":\"x\",\"context\":" + "[".repeat(5_000);
          default -> "{\"id\":\"" + id + "\",\"text\":\"\u00ff\"}";
        };
    // In Latin-1 the last kind is no UTF-8; the others are ASCII.
    return value.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] event(String id, String text) {
    return ("{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}").getBytes(UTF_8);
  }

  private String text(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}

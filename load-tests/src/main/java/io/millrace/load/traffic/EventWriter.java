package io.millrace.load.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.load.scenario.Traffic;
import java.io.IOException;
import java.util.Random;

/**
 * Makes the values of events.
 *
 * <p>Not for sharing.
 */
final class EventWriter {
  private final Traffic traffic;
  private final Random random;
  private final Utterances utterances;
  private final String spoilingText;

  EventWriter(Traffic traffic, Random random) throws IOException {
    this.traffic = traffic;
    this.random = random;
    this.utterances = Utterances.of(traffic, random);
    this.spoilingText = '"' + Utterances.made(Utterances.SPOILING_WORDS, random) + '"';
  }

  /**
   * The value of an event.
   *
   * @param isCondemned whether it can never be answered
   */
  record Value(byte[] bytes, boolean isCondemned) {}

  /** Good or bad, by the shares of the traffic. */
  Value next(String id) {
    double kind = random.nextDouble();
    if (kind < traffic.poison()) {
      return new Value(poison(id), true);
    }
    boolean isSpoiling = kind < traffic.poison() + traffic.spoiling();
    String text = isSpoiling ? spoilingText : utterances.draw(random);
    return new Value(("{\"id\":\"" + id + "\",\"text\":" + text + "}").getBytes(UTF_8), isSpoiling);
  }

  private byte[] poison(String id) {
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
    return value.getBytes(ISO_8859_1);
  }
}

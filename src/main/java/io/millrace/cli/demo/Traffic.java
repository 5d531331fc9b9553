package io.millrace.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The demo's users: who says what, and when. Anybody who knows the seed can say what the n-th event
 * is.
 *
 * <p>Arrivals are a Poisson process. Conversations are Zipf-like: the r-th is spoken in with a
 * weight of 1/r. One event in {@value #BAD_EVERY} is one that no service can answer.
 *
 * <p>Immutable.
 */
final class Traffic {
  /** At 50 events a second a dead letter every four seconds: rare, and seen in a short demo. */
  static final int BAD_EVERY = 200;

  private static final int CONVERSATIONS = 300;

  private static final List<byte[]> BAD =
      List.of(
          utf8("{\"text\": \"what's my bal"),
          utf8("{\"utterance\": \"what's my balance\"}"),
          utf8("{\"text\": \"   \"}"),
          utf8("[\"what's my balance\"]"),
          new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xC3, '(', '"', '}'});

  private final Utterances utterances;
  private final double meanGapNanos;
  private final long seed;
  private final double harmonic;

  /**
   * @param rate events a second, above 0
   */
  Traffic(Utterances utterances, double rate, long seed) {
    this.utterances = utterances;
    this.meanGapNanos = 1e9 / rate;
    this.seed = seed;
    double sum = 0;
    for (int rank = 1; rank <= CONVERSATIONS; rank++) {
      sum += 1.0 / rank;
    }
    this.harmonic = sum;
  }

  /**
   * One event.
   *
   * @param value what goes on the wire
   * @param text the utterance; null for a bad event, which has none that could be read
   */
  record Event(long number, String key, byte[] value, String text) {}

  /** The n-th event, from 0. */
  Event event(long number) {
    RandomGenerator random = random(number, 0);
    String key = "chat-" + conversation(random);
    if (number % BAD_EVERY == BAD_EVERY / 4) {
      byte[] value = BAD.get((int) (number / BAD_EVERY % BAD.size()));
      return new Event(number, key, value, null);
    }
    String text = utterances.next(random);
    String json = JsonNodeFactory.instance.objectNode().put("text", text).toString();
    return new Event(number, key, utf8(json), text);
  }

  /** How long after the event before it the n-th is due. */
  long gapNanos(long number) {
    return (long) (-Math.log1p(-random(number, 1).nextDouble()) * meanGapNanos);
  }

  private int conversation(RandomGenerator random) {
    double left = random.nextDouble() * harmonic;
    int rank = 1;
    while (rank < CONVERSATIONS && left > 1.0 / rank) {
      left -= 1.0 / rank++;
    }
    return rank;
  }

  /** Neighbouring seeds give overlapping streams, so each seed is mixed first. */
  private RandomGenerator random(long number, int purpose) {
    return new SplittableRandom(new SplittableRandom(seed ^ (2 * number + purpose)).nextLong());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

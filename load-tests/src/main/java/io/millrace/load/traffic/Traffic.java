package io.millrace.load.traffic;

/**
 * What the generator sends.
 *
 * <p>Immutable.
 *
 * @param ratePerSecond events due a second at first
 * @param arrivals how they are spread
 * @param keys number of conversations
 * @param zipf exponent of Zipf's law over the keys; 0 for all alike
 * @param maxWords longest utterance; lengths are log-uniform from one word on
 * @param poisonShare share of events that can never be answered, 0..1
 * @param spoilingShare share of utterances so long that the spoilt engine fails on them, 0..1
 * @param seed of everything random
 */
public record Traffic(
    double ratePerSecond,
    Arrivals arrivals,
    int keys,
    double zipf,
    int maxWords,
    double poisonShare,
    double spoilingShare,
    long seed) {

  /** How events that are due at a rate are spread over time. */
  public enum Arrivals {
    /** Evenly. */
    CONSTANT,
    /** At random, as independent users would: exponential gaps. */
    POISSON
  }

  /** Independent users of a thousand conversations, short utterances, nothing wrong. */
  public static Traffic usual(double ratePerSecond, long seed) {
    return new Traffic(ratePerSecond, Arrivals.POISSON, 1_000, 0.9, 16, 0, 0, seed);
  }

  /** The same, of keys so unlike in rate. */
  public Traffic withKeys(int keys, double zipf) {
    return new Traffic(
        ratePerSecond, arrivals, keys, zipf, maxWords, poisonShare, spoilingShare, seed);
  }

  /** The same, of longer utterances. */
  public Traffic withMaxWords(int maxWords) {
    return new Traffic(
        ratePerSecond, arrivals, keys, zipf, maxWords, poisonShare, spoilingShare, seed);
  }

  /** The same, with bad events among them. */
  public Traffic withPoison(double poisonShare, double spoilingShare) {
    return new Traffic(
        ratePerSecond, arrivals, keys, zipf, maxWords, poisonShare, spoilingShare, seed);
  }
}

package io.millrace.model.text;

/**
 * Turns an utterance into token ids.
 *
 * <p>Total: every string has an encoding, the empty one included; what is too long is truncated.
 *
 * <p>Safe for use by many threads.
 */
public interface Tokenizer extends AutoCloseable {
  /** The ids of an utterance, at most as many tokens as the settings allow. */
  TokenIds encode(String utterance);

  /** Frees native memory, where there is any. */
  @Override
  default void close() {}
}

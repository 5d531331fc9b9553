package io.millrace.model.text;

/**
 * 32-bit FNV-1a of characters, finished by a multiply-and-shift mix.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Fowler, Noll, Vo, The FNV Non-Cryptographic Hash Algorithm, IETF draft.
 */
final class WordHashes {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 16777619;

  /** Starts the hash of a whole word, so that a word and an equal n-gram have rows of their own. */
  private static final int WORD_OFFSET = FNV_OFFSET * FNV_PRIME + 1;

  private WordHashes() {}

  static int ofWord(char[] text, int from, int to) {
    return hash(WORD_OFFSET, text, from, to);
  }

  static int ofGram(char[] text, int from, int to) {
    return hash(FNV_OFFSET, text, from, to);
  }

  private static int hash(int offset, char[] text, int from, int to) {
    int hash = offset;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text[i]) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
    return hash ^ (hash >>> 12);
  }
}

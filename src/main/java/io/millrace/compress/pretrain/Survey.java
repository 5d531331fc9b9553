package io.millrace.compress.pretrain;

import io.millrace.compress.data.WordCounts;
import io.millrace.model.bundle.Checksums;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What has to be known of a text before training: how long it is, which words come often, and a
 * checksum, by which it is known again.
 *
 * <p>Immutable.
 */
record Survey(long lines, Vocabulary vocabulary, String checksum) {
  /** Rarer words are not foretold: too little is said of them. */
  private static final int LEAST_COUNT = 4;

  /** As many as a softmax over them costs about what the encoder does. */
  private static final int MOST_WORDS = 10_000;

  /**
   * Reads a text once.
   *
   * @param maxWords of a line
   * @throws IllegalArgumentException if fewer than two words come often enough
   */
  static Survey of(Lines text, int maxWords) {
    WordCounts words = new WordCounts(maxWords);
    MessageDigest digest = Checksums.sha256();
    long[] lines = {0};
    text.forEach(
        line -> {
          lines[0]++;
          digest.update(line.getBytes(StandardCharsets.UTF_8));
          digest.update((byte) '\n');
          words.add(line);
        });
    Vocabulary vocabulary = Vocabulary.of(words.counts(), LEAST_COUNT, MOST_WORDS);
    if (vocabulary.size() < 2) {
      throw new IllegalArgumentException(
          "Text: expected at least 2 words that come %d times or more, found %d"
              .formatted(LEAST_COUNT, vocabulary.size()));
    }
    return new Survey(lines[0], vocabulary, HexFormat.of().formatHex(digest.digest()));
  }
}

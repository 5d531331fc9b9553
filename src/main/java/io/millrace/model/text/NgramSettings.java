package io.millrace.model.text;

/**
 * How words become hashed rows: each word is the sum of its own row and the rows of its character
 * n-grams.
 *
 * <p>Immutable. {@code buckets} counts embedding rows, row 0 (padding) included; {@code
 * maxIdsPerToken} counts the word's own row too.
 *
 * <p>Source: Bojanowski et al., Enriching Word Vectors with Subword Information, TACL 2017, section
 * 3.2.
 */
public record NgramSettings(
    int buckets, int minGram, int maxGram, int maxTokens, int maxIdsPerToken) {
  /**
   * @throws IllegalArgumentException if a size is below its least value, naming it
   */
  public NgramSettings {
    require(buckets >= 2, "buckets", buckets, "at least 2");
    require(minGram >= 1, "minGram", minGram, "at least 1");
    require(maxGram >= minGram, "maxGram", maxGram, "at least minGram (" + minGram + ")");
    require(maxTokens >= 1, "maxTokens", maxTokens, "at least 1");
    require(maxIdsPerToken >= 1, "maxIdsPerToken", maxIdsPerToken, "at least 1");
  }

  private static void require(boolean holds, String key, int value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "ngrams.%s: expected %s, found %d".formatted(key, expected, value));
    }
  }
}

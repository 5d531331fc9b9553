package io.millrace.compress.arch;

import io.millrace.model.text.NgramSettings;

/** The keys of a SPEC that say how words are hashed. */
final class Ngrams {
  private Ngrams() {}

  static NgramSettings of(Spec spec) {
    var grams = spec.range("grams", "3-5");
    return new NgramSettings(
        spec.number("buckets", 40_000, 2),
        grams.getFirst(),
        grams.getLast(),
        spec.number("tokens", 32, 1),
        spec.number("ids", 20, 1));
  }

  static String spec(NgramSettings ngrams) {
    return "buckets=%d,grams=%d-%d,tokens=%d,ids=%d"
        .formatted(
            ngrams.buckets(),
            ngrams.minGram(),
            ngrams.maxGram(),
            ngrams.maxTokens(),
            ngrams.maxIdsPerToken());
  }
}

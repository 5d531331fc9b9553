package io.millrace.compress.pretrain;

import io.millrace.compress.arch.MaskedNetwork.Masked;
import io.millrace.model.text.NgramTokenizer;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One line to foretell words of.
 *
 * <p>Immutable by agreement.
 *
 * @param words each token's place in the vocabulary, or -1
 */
record MaskedLine(TokenIds ids, int[] words) {
  /** More than BERT's 15 %: utterances are short, and each should teach something. */
  private static final double SHARE = 0.2;

  static MaskedLine of(String line, NgramTokenizer tokenizer, Vocabulary vocabulary, int maxWords) {
    int[] words =
        Words.of(line, maxWords).stream()
            .mapToInt(word -> vocabulary.places().getOrDefault(word, -1))
            .toArray();
    return new MaskedLine(tokenizer.encode(line), words);
  }

  /** Whether any of its words can be foretold. */
  boolean teaches() {
    return Arrays.stream(words).anyMatch(word -> word >= 0);
  }

  /** Masks a fifth of the words of each line that are in the vocabulary, at least one. */
  static Masked mask(List<MaskedLine> batch, int length, SplittableRandom random) {
    IntStream.Builder places = IntStream.builder();
    IntStream.Builder words = IntStream.builder();
    for (int i = 0; i < batch.size(); i++) {
      int[] ofLine = batch.get(i).words;
      int[] known = IntStream.range(0, ofLine.length).filter(at -> ofLine[at] >= 0).toArray();
      int count = (int) Math.max(1, Math.round(SHARE * known.length));
      for (int k = 0; k < count; k++) {
        int drawn = k + random.nextInt(known.length - k);
        int token = known[drawn];
        known[drawn] = known[k];
        places.add(i * length + token);
        words.add(ofLine[token]);
      }
    }
    return new Masked(places.build().toArray(), words.build().toArray());
  }
}

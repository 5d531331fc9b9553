package io.millrace.model.text;

import java.util.List;

/**
 * Hashed n-grams: a token is a word, and its ids are the word's own row and the rows of its
 * character n-grams, all found by hashing, so that no vocabulary is stored and no word is unknown.
 *
 * <p>{@code row = 1 + hash mod (buckets - 1)}, see {@link WordHashes}. N-grams are taken of {@code
 * <word>}, with the angle brackets, shortest first.
 *
 * <p>Words of a given list have a row of their own behind the hashed ones, {@code row = buckets +
 * place in the list}, and no other ids: the sum of what hashing would find, finished beforehand.
 *
 * <p>Makes no garbage but the ids it returns.
 *
 * <p>Safe for use by many threads: each has its {@link NgramWriter}.
 *
 * <p>Source: Bojanowski et al., Enriching Word Vectors with Subword Information, TACL 2017, section
 * 3.2.
 */
public final class NgramTokenizer implements Tokenizer {
  private static final ThreadLocal<NgramWriter> WRITERS = ThreadLocal.withInitial(NgramWriter::new);

  private final NgramWriter.Rows rows;

  /** Hashes every word. */
  public NgramTokenizer(NgramSettings settings) {
    this(settings, List.of());
  }

  /**
   * Hashes what the list lacks.
   *
   * @param finished normalised words, each once, in the order of their rows
   */
  public NgramTokenizer(NgramSettings settings, List<String> finished) {
    this.rows = new NgramWriter.Rows(settings, new WordPlaces(finished));
  }

  /** Ids {@code [words, ids of the word with most]}; an utterance without words is one padding. */
  @Override
  public TokenIds encode(String utterance) {
    NgramWriter writer = write(utterance);
    int length = Math.max(1, writer.words());
    int[] ids = new int[length * writer.width()];
    writer.copy(ids);
    return new TokenIds(ids, length, writer.width());
  }

  /** The ids of one normalised word, without padding. */
  public int[] wordIds(String word) {
    NgramWriter writer = WRITERS.get();
    writer.begin(rows);
    char[] letters = new char[word.length() + 2];
    word.getChars(0, word.length(), letters, 1);
    writer.accept(letters, word.length());
    int[] ids = new int[writer.width()];
    writer.copy(ids);
    return ids;
  }

  private NgramWriter write(String utterance) {
    NgramWriter writer = WRITERS.get();
    writer.begin(rows);
    Words.forEach(utterance, rows.settings().maxTokens(), writer);
    return writer;
  }
}

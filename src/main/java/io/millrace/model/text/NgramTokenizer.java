package io.millrace.model.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hashed n-grams: a token is a word, and its ids are the word's own row and the rows of its
 * character n-grams, all found by hashing, so that no vocabulary is stored and no word is unknown.
 *
 * <p>{@code row = 1 + hash mod (buckets - 1)}, where hash is the 32-bit FNV-1a of the characters,
 * finished by a multiply-and-shift mix. N-grams are taken of {@code <word>}, with the angle
 * brackets, shortest first.
 *
 * <p>Words of a given list have a row of their own behind the hashed ones, {@code row = buckets +
 * place in the list}, and no other ids: the sum of what hashing would find, finished beforehand.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: Bojanowski et al., Enriching Word Vectors with Subword Information, TACL 2017, section
 * 3.2; Fowler, Noll, Vo, The FNV Non-Cryptographic Hash Algorithm, IETF draft.
 */
public final class NgramTokenizer implements Tokenizer {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 16777619;

  /** Starts the hash of a whole word, so that a word and an equal n-gram have rows of their own. */
  private static final int WORD_OFFSET = FNV_OFFSET * FNV_PRIME + 1;

  private final NgramSettings settings;

  private final Map<String, Integer> places;

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
    this.settings = settings;
    this.places = new HashMap<>();
    finished.forEach(word -> places.putIfAbsent(word, places.size()));
  }

  /** Ids {@code [words, ids of the word with most]}; an utterance without words is one padding. */
  @Override
  public TokenIds encode(String utterance) {
    List<String> words = Words.of(utterance, settings.maxTokens());
    if (words.isEmpty()) {
      return new TokenIds(new int[] {0}, 1, 1);
    }
    int width = 1;
    for (String word : words) {
      width = Math.max(width, idCount(word));
    }
    int[] ids = new int[words.size() * width];
    for (int i = 0; i < words.size(); i++) {
      encodeWord(words.get(i), ids, i * width);
    }
    return new TokenIds(ids, words.size(), width);
  }

  /** The ids of one normalised word, without padding. */
  public int[] wordIds(String word) {
    int[] ids = new int[idCount(word)];
    return Arrays.copyOf(ids, encodeWord(word, ids, 0));
  }

  private int idCount(String word) {
    if (places.containsKey(word)) {
      return 1;
    }
    int count = 1;
    for (int n = settings.minGram(); n <= settings.maxGram(); n++) {
      count += Math.max(0, word.length() + 2 - n + 1);
    }
    return Math.min(count, settings.maxIdsPerToken());
  }

  private int encodeWord(String word, int[] ids, int from) {
    Integer place = places.get(word);
    if (place != null) {
      ids[from] = settings.buckets() + place;
      return 1;
    }
    int count = idCount(word);
    int at = from;
    ids[at++] = row(hash(WORD_OFFSET, word, 0, word.length()));
    String marked = '<' + word + '>';
    for (int n = settings.minGram(); n <= settings.maxGram(); n++) {
      for (int start = 0; start + n <= marked.length() && at < from + count; start++) {
        ids[at++] = row(hash(FNV_OFFSET, marked, start, start + n));
      }
    }
    return at - from;
  }

  private static int hash(int offset, String text, int from, int to) {
    int hash = offset;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
    return hash ^ (hash >>> 12);
  }

  private int row(int hash) {
    return 1 + Integer.remainderUnsigned(hash, settings.buckets() - 1);
  }
}

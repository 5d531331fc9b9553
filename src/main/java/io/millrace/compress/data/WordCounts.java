package io.millrace.compress.data;

import io.millrace.model.text.Words;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each word of a text comes.
 *
 * <p>Not for sharing.
 */
public final class WordCounts {
  private final Map<String, Long> counts = new HashMap<>();
  private final int maxWords;

  /**
   * @param maxWords of a line that count
   */
  public WordCounts(int maxWords) {
    this.maxWords = maxWords;
  }

  /** Counts the words of a line. */
  public void add(String line) {
    Words.of(line, maxWords).forEach(word -> counts.merge(word, 1L, Long::sum));
  }

  /** By word. */
  public Map<String, Long> counts() {
    return counts;
  }

  /**
   * The words that come at least so often, at most so many, the most frequent first, equals by
   * alphabet.
   */
  public static List<String> mostFrequent(Map<String, Long> counts, int leastCount, int mostWords) {
    Comparator<String> byCount = Comparator.comparing(counts::get, Comparator.reverseOrder());
    return counts.keySet().stream()
        .filter(word -> counts.get(word) >= leastCount)
        .sorted(byCount.thenComparing(Comparator.naturalOrder()))
        .limit(mostWords)
        .toList();
  }
}

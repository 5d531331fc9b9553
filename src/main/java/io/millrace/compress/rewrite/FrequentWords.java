package io.millrace.compress.rewrite;

import io.millrace.model.text.Words;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the words of texts.
 *
 * <p>Not for sharing.
 */
public final class FrequentWords {
  private final Map<String, Integer> counts = new HashMap<>();
  private final int maxWords;

  /**
   * @param maxWords of a text that count
   */
  public FrequentWords(int maxWords) {
    this.maxWords = maxWords;
  }

  /** Counts the words of a text. */
  public void add(String text) {
    Words.of(text, maxWords).forEach(word -> counts.merge(word, 1, Integer::sum));
  }

  /** At most so many, the most frequent first, equals by alphabet. */
  public List<String> most(int count) {
    Comparator<String> byCount = Comparator.comparing(counts::get, Comparator.reverseOrder());
    return counts.keySet().stream()
        .sorted(byCount.thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .toList();
  }
}

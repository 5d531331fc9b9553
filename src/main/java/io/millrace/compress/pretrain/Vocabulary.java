package io.millrace.compress.pretrain;

import io.millrace.compress.data.WordCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a text that come often enough, most frequent first.
 *
 * <p>Immutable.
 */
record Vocabulary(List<String> words, long[] counts, Map<String, Integer> places) {
  /** Words that come at least so often, at most so many. */
  static Vocabulary of(Map<String, Long> countOf, int leastCount, int mostWords) {
    List<String> words = WordCounts.mostFrequent(countOf, leastCount, mostWords);
    Map<String, Integer> places = new HashMap<>();
    for (String word : words) {
      places.put(word, places.size());
    }
    return new Vocabulary(words, words.stream().mapToLong(countOf::get).toArray(), places);
  }

  int size() {
    return words.size();
  }
}

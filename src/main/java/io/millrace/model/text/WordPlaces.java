package io.millrace.model.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Words and their places in a list, found by their characters without making a string.
 *
 * <p>Open addressing by {@link WordHashes#ofWord}, at most half full.
 *
 * <p>Immutable.
 */
final class WordPlaces {
  /** Of a word that is not on the list. */
  static final int NONE = -1;

  private final char[][] words;

  /** Places of words, or {@link #NONE}. */
  private final int[] slots;

  /**
   * @param list a word that stands there twice counts once, at its first place
   */
  WordPlaces(List<String> list) {
    Set<String> seen = new HashSet<>();
    List<char[]> different = new ArrayList<>();
    list.stream().filter(seen::add).map(String::toCharArray).forEach(different::add);
    words = different.toArray(char[][]::new);
    slots = new int[Integer.highestOneBit(Math.max(1, 2 * words.length)) << 1];
    Arrays.fill(slots, NONE);
    for (int place = 0; place < words.length; place++) {
      int slot = WordHashes.ofWord(words[place], 0, words[place].length) & slots.length - 1;
      while (slots[slot] != NONE) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = place;
    }
  }

  /**
   * The place of a word, or {@link #NONE}.
   *
   * @param hash its hash
   */
  int of(char[] text, int from, int to, int hash) {
    int slot = hash & slots.length - 1;
    while (slots[slot] != NONE) {
      char[] word = words[slots[slot]];
      if (Arrays.equals(word, 0, word.length, text, from, to)) {
        return slots[slot];
      }
      slot = slot + 1 & slots.length - 1;
    }
    return NONE;
  }
}

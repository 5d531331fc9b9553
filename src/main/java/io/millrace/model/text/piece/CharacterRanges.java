package io.millrace.model.text.piece;

import java.util.Arrays;
import java.util.List;

/**
 * A set of code points.
 *
 * <p>Immutable.
 */
final class CharacterRanges {
  /** Ascending; the last code point of each range at the same place in {@code lasts}. */
  private final int[] firsts;

  private final int[] lasts;

  private CharacterRanges(int[] firsts, int[] lasts) {
    this.firsts = firsts;
    this.lasts = lasts;
  }

  /**
   * Reads code points and ranges of them, such as {@code 3b} and {@code 21-2f}.
   *
   * @param ranges hexadecimal, ascending
   */
  static CharacterRanges parse(List<String> ranges) {
    int[] firsts = new int[ranges.size()];
    int[] lasts = new int[ranges.size()];
    for (int i = 0; i < firsts.length; i++) {
      String[] ends = ranges.get(i).split("-");
      firsts[i] = Integer.parseInt(ends[0], 16);
      lasts[i] = Integer.parseInt(ends[ends.length - 1], 16);
    }
    return new CharacterRanges(firsts, lasts);
  }

  boolean contains(int codePoint) {
    int place = Arrays.binarySearch(firsts, codePoint);
    // Not a first one: the range before the insertion point is the only one that may hold it.
    return place >= 0 || place < -1 && codePoint <= lasts[-place - 2];
  }
}

package io.millrace.model.text.piece;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What each code point becomes, and what that does to the word it stands in.
 *
 * <p>Nearly always one character: an int, its {@link #kind} above its code point. Else what is
 * negative: the complement of the place of several such in the page's {@code sequences}, with their
 * combining classes. Pages of 128 code points are made when one of theirs is first met.
 *
 * <p>Safe for use by many threads.
 */
final class Folding {
  /** Part of a word. */
  static final int WORD = 0;

  /** Ends a word. */
  static final int SPACE = 1;

  /** Ends a word and is one. */
  static final int ALONE = 2;

  /** Nothing at all. */
  static final int DROPPED = 3;

  /** Nothing, but marks before it stay before marks behind it. */
  static final int BARRIER = 4;

  private static final int PAGE_BITS = 7;
  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
  private static final int KIND_SHIFT = 21;
  private static final int KIND_MASK = 7;
  private static final int ORDER_SHIFT = 24;
  private static final int CODE_POINT_MASK = (1 << KIND_SHIFT) - 1;
  private static final int CAPITAL_I_WITH_DOT = 0x130;
  private static final int DOT_ABOVE = 0x307;

  /** A page of code points. */
  record Page(int[] foldings, int[][] sequences) {
    int folding(int codePoint) {
      return foldings[codePoint & PAGE_MASK];
    }

    int[] sequence(int folding) {
      return sequences[~folding];
    }
  }

  private final BertCharacters characters = BertCharacters.TABLE;
  private final Normalization normalization;

  private final AtomicReferenceArray<Page> pages =
      new AtomicReferenceArray<>((Character.MAX_CODE_POINT >> PAGE_BITS) + 1);

  Folding(Normalization normalization) {
    this.normalization = normalization;
  }

  /** The page that a code point is on. */
  Page page(int codePoint) {
    int place = codePoint >> PAGE_BITS;
    Page page = pages.get(place);
    if (page == null) {
      // Two threads may make the same page; both are right.
      page = make(place << PAGE_BITS);
      pages.set(place, page);
    }
    return page;
  }

  static int kind(int folded) {
    return folded >> KIND_SHIFT & KIND_MASK;
  }

  static int codePoint(int folded) {
    return folded & CODE_POINT_MASK;
  }

  /** Canonical combining class, 0..254. */
  static int order(int folded) {
    return folded >>> ORDER_SHIFT;
  }

  /** The combining class of a character that was folded, 0 unless accents are stripped. */
  int orderOf(int codePoint) {
    return normalization.stripsAccents() ? characters.order(codePoint) : 0;
  }

  private Page make(int first) {
    int[] foldings = new int[PAGE_MASK + 1];
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < foldings.length; i++) {
      int[] sequence = fold(first + i);
      if (sequence.length == 0) {
        foldings[i] = DROPPED << KIND_SHIFT;
      } else if (sequence.length == 1 && order(sequence[0]) == 0) {
        foldings[i] = sequence[0];
      } else {
        sequences.add(sequence);
        foldings[i] = -sequences.size();
      }
    }
    return new Page(foldings, sequences.toArray(int[][]::new));
  }

  private int[] fold(int codePoint) {
    if (normalization.cleansText()) {
      if (characters.isRemoved(codePoint)) {
        return new int[0];
      }
      if (characters.isSpace(codePoint)) {
        return new int[] {SPACE << KIND_SHIFT};
      }
    }
    List<Integer> folded = new ArrayList<>();
    if (normalization.stripsAccents()) {
      for (int part : characters.decomposition(codePoint)) {
        foldStripped(part, codePoint, folded);
      }
    } else {
      foldLower(codePoint, codePoint, folded);
    }
    return folded.stream().mapToInt(Integer::intValue).toArray();
  }

  private void foldStripped(int part, int codePoint, List<Integer> folded) {
    if (!characters.isMark(part)) {
      foldLower(part, codePoint, folded);
    } else if (characters.isStarter(part)) {
      folded.add(folded(part, BARRIER, 0));
    }
  }

  private void foldLower(int part, int codePoint, List<Integer> folded) {
    boolean isAlone = normalization.partsIdeographs() && characters.isIdeograph(codePoint);
    for (int lower : lower(part)) {
      folded.add(folded(lower, isAlone ? ALONE : kindOf(lower), orderOf(part)));
    }
  }

  private int[] lower(int codePoint) {
    if (!normalization.lowercases()) {
      return new int[] {codePoint};
    }
    return codePoint == CAPITAL_I_WITH_DOT
        ? new int[] {'i', DOT_ABOVE}
        : new int[] {Character.toLowerCase(codePoint)};
  }

  private int kindOf(int codePoint) {
    if (characters.isSpace(codePoint)) {
      return SPACE;
    }
    return characters.isPunctuation(codePoint) ? ALONE : WORD;
  }

  private static int folded(int codePoint, int kind, int order) {
    return order << ORDER_SHIFT | kind << KIND_SHIFT | codePoint;
  }
}

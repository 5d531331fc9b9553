package io.millrace.model.text;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * What each code point becomes, and what that does to the word it stands in.
 *
 * <p>Nearly always one character: an int, its {@link #kind} above its code point. Else what is
 * negative: the complement of the place of several such in the page's {@code sequences}, with their
 * combining classes. Pages of 128 code points are made when one of theirs is first met.
 *
 * <p>Safe for use by many threads.
 */
public final class FoldedCharacters {
  /** Part of a word. */
  public static final int WORD = 0;

  /** Ends a word. */
  public static final int SPACE = 1;

  /** Ends a word and is one. */
  public static final int ALONE = 2;

  /** Nothing at all. */
  public static final int DROPPED = 3;

  /** Nothing, but marks before it stay before marks behind it. */
  public static final int BARRIER = 4;

  private static final int PAGE_BITS = 7;
  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
  private static final int KIND_SHIFT = 21;
  private static final int KIND_MASK = 7;
  private static final int ORDER_SHIFT = 24;
  private static final int CODE_POINT_MASK = (1 << KIND_SHIFT) - 1;

  /**
   * A page of code points.
   *
   * @param foldings one for each
   * @param sequences what foldings that are negative stand for
   */
  public record Page(int[] foldings, int[][] sequences) {
    /** What a code point of this page becomes; negative if it is not one character. */
    public int folding(int codePoint) {
      return foldings[codePoint & PAGE_MASK];
    }

    /** The characters that a negative folding stands for. */
    public int[] sequence(int folding) {
      return sequences[~folding];
    }
  }

  private final IntFunction<int[]> fold;

  private final AtomicReferenceArray<Page> pages =
      new AtomicReferenceArray<>((Character.MAX_CODE_POINT >> PAGE_BITS) + 1);

  /**
   * @param fold code point to what {@link #folded} makes of the characters it becomes
   */
  public FoldedCharacters(IntFunction<int[]> fold) {
    this.fold = fold;
  }

  /** The page that a code point is on. */
  public Page page(int codePoint) {
    int place = codePoint >> PAGE_BITS;
    Page page = pages.get(place);
    if (page == null) {
      // Two threads may make the same page; both are right.
      page = make(place << PAGE_BITS);
      pages.set(place, page);
    }
    return page;
  }

  /**
   * One character.
   *
   * @param order canonical combining class, 0..254
   */
  public static int folded(int codePoint, int kind, int order) {
    return order << ORDER_SHIFT | kind << KIND_SHIFT | codePoint;
  }

  /** What a character does to the word it stands in. */
  public static int kind(int folded) {
    return folded >> KIND_SHIFT & KIND_MASK;
  }

  /** The character itself. */
  public static int codePoint(int folded) {
    return folded & CODE_POINT_MASK;
  }

  /** Its canonical combining class. */
  public static int order(int folded) {
    return folded >>> ORDER_SHIFT;
  }

  private Page make(int first) {
    int[] foldings = new int[PAGE_MASK + 1];
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < foldings.length; i++) {
      int[] sequence = fold.apply(first + i);
      if (sequence.length == 0) {
        foldings[i] = folded(0, DROPPED, 0);
      } else if (sequence.length == 1 && order(sequence[0]) == 0) {
        foldings[i] = sequence[0];
      } else {
        sequences.add(sequence);
        foldings[i] = -sequences.size();
      }
    }
    return new Page(foldings, sequences.toArray(int[][]::new));
  }
}

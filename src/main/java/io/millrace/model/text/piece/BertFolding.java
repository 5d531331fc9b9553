package io.millrace.model.text.piece;

import io.millrace.model.text.FoldedCharacters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a {@link Normalization} makes of a code point.
 *
 * <p>Immutable.
 */
record BertFolding(Normalization normalization) implements IntFunction<int[]> {
  private static final BertCharacters CHARACTERS = BertCharacters.TABLE;
  private static final int CAPITAL_I_WITH_DOT = 0x130;
  private static final int DOT_ABOVE = 0x307;

  @Override
  public int[] apply(int codePoint) {
    if (normalization.cleansText()) {
      if (CHARACTERS.isRemoved(codePoint)) {
        return new int[0];
      }
      if (CHARACTERS.isSpace(codePoint)) {
        return new int[] {FoldedCharacters.folded(' ', FoldedCharacters.SPACE, 0)};
      }
    }
    List<Integer> folded = new ArrayList<>();
    if (normalization.stripsAccents()) {
      for (int part : CHARACTERS.decomposition(codePoint)) {
        foldStripped(part, codePoint, folded);
      }
    } else {
      foldLower(codePoint, codePoint, folded);
    }
    return folded.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The combining class of a character that was folded, 0 unless accents are stripped. */
  int order(int codePoint) {
    return normalization.stripsAccents() ? CHARACTERS.order(codePoint) : 0;
  }

  private void foldStripped(int part, int codePoint, List<Integer> folded) {
    if (!CHARACTERS.isMark(part)) {
      foldLower(part, codePoint, folded);
    } else if (CHARACTERS.isStarter(part)) {
      folded.add(FoldedCharacters.folded(part, FoldedCharacters.BARRIER, 0));
    }
  }

  private void foldLower(int part, int codePoint, List<Integer> folded) {
    boolean isAlone = normalization.partsIdeographs() && CHARACTERS.isIdeograph(codePoint);
    for (int lower : lower(part)) {
      int kind = isAlone ? FoldedCharacters.ALONE : kind(lower);
      folded.add(FoldedCharacters.folded(lower, kind, order(part)));
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

  private static int kind(int codePoint) {
    if (CHARACTERS.isSpace(codePoint)) {
      return FoldedCharacters.SPACE;
    }
    return CHARACTERS.isPunctuation(codePoint) ? FoldedCharacters.ALONE : FoldedCharacters.WORD;
  }
}

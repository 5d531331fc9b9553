package io.millrace.model.text;

/**
 * Halves of surrogate pairs that stand alone: they have no UTF-8, so that native code cannot be
 * given them.
 *
 * <p>Safe for use by many threads.
 */
public final class Surrogates {
  private static final char REPLACEMENT = '\uFFFD';

  private Surrogates() {}

  /** The text with U+FFFD in the place of each half; the same object if it has none. */
  public static String mended(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isHalf(c)) {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, REPLACEMENT);
      }
      i += Character.charCount(c);
    }
    return mended == null ? text : mended.toString();
  }

  /** Whether what was read as a code point is half of a pair. */
  public static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}

package io.millrace.model.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits an utterance into normalised words: compatibility forms composed, accents stripped, lower
 * case, apostrophes dropped ("what's" and "whats" are one word), other punctuation dropped, symbols
 * such as {@code $} and {@code %} words of their own.
 *
 * <p>Safe for use by many threads.
 */
public final class Words {
  private Words() {}

  /** The words in order; none for a text without letters, digits or symbols. */
  public static List<String> of(String utterance, int maxWords) {
    String text =
        isAscii(utterance) ? utterance : Normalizer.normalize(utterance, Normalizer.Form.NFKD);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length() && words.size() < maxWords; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isDropped(c)) {
        continue;
      }
      if (Character.isLetterOrDigit(c)) {
        word.appendCodePoint(Character.toLowerCase(c));
        continue;
      }
      flush(word, words);
      if (isSymbol(c)) {
        words.add(Character.toString(c));
      }
    }
    flush(word, words);
    return words.size() > maxWords ? words.subList(0, maxWords) : words;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Apostrophes, combining marks and invisible format characters join what stands around them. */
  private static boolean isDropped(int c) {
    if (c == '\'' || c == '\u2019' || c == '\u02BC') {
      return true;
    }
    if (c < 0x80) {
      return false;
    }
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }

  private static boolean isSymbol(int c) {
    int type = Character.getType(c);
    return type == Character.CURRENCY_SYMBOL
        || type == Character.MATH_SYMBOL
        || type == Character.OTHER_SYMBOL
        || c == '%'
        || c == '&'
        || c == '@'
        || c == '#';
  }
}

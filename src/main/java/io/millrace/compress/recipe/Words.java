package io.millrace.compress.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step's line as words: parted by blanks, held together by double quotes, brackets around what
 * may be left out.
 *
 * <p>Immutable.
 *
 * @param text the word, with references unresolved
 * @param group 0 for words that must stay, else the number of the bracket
 */
record Words(List<Word> words) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern PART = Pattern.compile("\\[|]|\"([^\"]*)\"|[^\\s\\[\\]\"]+");

  /** One word of a line. */
  record Word(String text, int group) {
    /** The names that a word refers to. */
    Set<String> references() {
      Set<String> names = new TreeSet<>();
      Matcher matcher = REFERENCE.matcher(text);
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
      return names;
    }
  }

  /**
   * Parts a line.
   *
   * @param where named in errors
   */
  static Words parse(String line, String where) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = PART.matcher(line);
    int groups = 0;
    boolean isInside = false;
    while (matcher.find()) {
      String part = matcher.group();
      if (part.equals("[") || part.equals("]")) {
        if (part.equals("[") == isInside) {
          throw new InvalidRecipeException(where + ": brackets do not match");
        }
        isInside = !isInside;
        groups += isInside ? 1 : 0;
      } else {
        String text = matcher.group(1) == null ? part : matcher.group(1);
        words.add(new Word(text, isInside ? groups : 0));
      }
    }
    if (isInside) {
      throw new InvalidRecipeException(where + ": brackets do not match");
    }
    return new Words(words);
  }
}

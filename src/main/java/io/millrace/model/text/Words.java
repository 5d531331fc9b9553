package io.millrace.model.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits an utterance into normalised words: compatibility forms composed, accents stripped, lower
 * case, apostrophes dropped ("what's" and "whats" are one word), other punctuation dropped, symbols
 * such as {@code $} and {@code %} words of their own.
 *
 * <p>Each character is decomposed for itself. That is the decomposition of the whole but for the
 * order of marks, and marks are dropped or end a word, whatever their order.
 *
 * <p>Safe for use by many threads.
 */
public final class Words {
  private static final FoldedCharacters CHARACTERS = new FoldedCharacters(Words::fold);
  private static final ThreadLocal<Word> WORD = ThreadLocal.withInitial(Word::new);

  private Words() {}

  /** Takes a word. */
  @FunctionalInterface
  public interface WordConsumer {
    /**
     * Takes the word that lies in {@code letters} from place 1 on. Place 0 and the place behind it
     * are free to be written to; after the call they all are others' again.
     */
    void accept(char[] letters, int length);
  }

  /** The words in order; none for a text without letters, digits or symbols. */
  public static List<String> of(String utterance, int maxWords) {
    List<String> words = new ArrayList<>();
    forEach(utterance, maxWords, (letters, length) -> words.add(new String(letters, 1, length)));
    return words;
  }

  /** As {@link #of}, without making anything. The consumer must not ask for words itself. */
  public static void forEach(String utterance, int maxWords, WordConsumer consumer) {
    Word word = WORD.get();
    word.begin(maxWords, consumer);
    int length = utterance.length();
    for (int i = 0; i < length && word.left > 0; ) {
      int c = utterance.codePointAt(i);
      i += Character.charCount(c);
      FoldedCharacters.Page page = CHARACTERS.page(c);
      int folded = page.folding(c);
      if (folded >= 0) {
        word.take(folded);
      } else {
        for (int part : page.sequence(folded)) {
          word.take(part);
        }
      }
    }
    word.end();
    word.consumer = null;
  }

  /** The word being read. */
  private static final class Word {
    private char[] letters = new char[64];
    private int length;
    private int left;
    private WordConsumer consumer;

    void begin(int maxWords, WordConsumer consumer) {
      this.consumer = consumer;
      left = maxWords;
      length = 0;
    }

    void take(int folded) {
      switch (FoldedCharacters.kind(folded)) {
        case FoldedCharacters.WORD -> append(FoldedCharacters.codePoint(folded));
        case FoldedCharacters.ALONE -> {
          end();
          append(FoldedCharacters.codePoint(folded));
          end();
        }
        case FoldedCharacters.SPACE -> end();
        default -> {
          // Dropped.
        }
      }
    }

    void end() {
      if (length > 0 && left > 0) {
        left--;
        consumer.accept(letters, length);
      }
      length = 0;
    }

    private void append(int codePoint) {
      if (length + 4 > letters.length) {
        letters = Arrays.copyOf(letters, 2 * letters.length);
      }
      if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
        letters[++length] = (char) codePoint;
      } else {
        length += Character.toChars(codePoint, letters, length + 1);
      }
    }
  }

  private static int[] fold(int codePoint) {
    return Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
        .codePoints()
        .filter(c -> !isDropped(c))
        .map(
            c ->
                Character.isLetterOrDigit(c)
                    ? FoldedCharacters.folded(Character.toLowerCase(c), FoldedCharacters.WORD, 0)
                    : FoldedCharacters.folded(c, separation(c), 0))
        .toArray();
  }

  private static int separation(int c) {
    return isSymbol(c) ? FoldedCharacters.ALONE : FoldedCharacters.SPACE;
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

package io.millrace.model.text;

import java.util.Arrays;

/**
 * The ids of the words read so far, one word behind the other.
 *
 * <p>Not for sharing. Its arrays grow to the longest utterance seen, and are used again.
 */
final class NgramWriter implements Words.WordConsumer {
  /**
   * How words become ids.
   *
   * @param finished words with a row of their own behind the hashed ones
   */
  record Rows(NgramSettings settings, WordPlaces finished) {}

  private Rows rows;
  private int[] ids = new int[64];
  private int count;

  /** Where the ids of each word end. */
  private int[] ends = new int[32];

  private int words;
  private int width;

  /** Forgets what was read before. */
  void begin(Rows rows) {
    this.rows = rows;
    count = 0;
    words = 0;
    width = 1;
  }

  int words() {
    return words;
  }

  /** Ids of the word with most; at least 1. */
  int width() {
    return width;
  }

  /** Writes the ids {@code [words, width]}, padded by 0. */
  void copy(int[] into) {
    int from = 0;
    for (int word = 0; word < words; word++) {
      int length = ends[word] - from;
      System.arraycopy(ids, from, into, word * width, length);
      Arrays.fill(into, word * width + length, (word + 1) * width, 0);
      from = ends[word];
    }
  }

  @Override
  public void accept(char[] letters, int length) {
    int from = count;
    int hash = WordHashes.ofWord(letters, 1, length + 1);
    int place = rows.finished().of(letters, 1, length + 1, hash);
    if (place == WordPlaces.NONE) {
      writeGrams(letters, length, hash);
    } else {
      write(rows.settings().buckets() + place);
    }
    if (words == ends.length) {
      ends = Arrays.copyOf(ends, 2 * words);
    }
    ends[words++] = count;
    width = Math.max(width, count - from);
  }

  private void writeGrams(char[] letters, int length, int wordHash) {
    NgramSettings settings = rows.settings();
    int most = count + settings.maxIdsPerToken();
    write(row(wordHash));
    letters[0] = '<';
    letters[length + 1] = '>';
    for (int n = settings.minGram(); n <= settings.maxGram(); n++) {
      for (int start = 0; start + n <= length + 2 && count < most; start++) {
        write(row(WordHashes.ofGram(letters, start, start + n)));
      }
    }
  }

  private int row(int hash) {
    return 1 + Integer.remainderUnsigned(hash, rows.settings().buckets() - 1);
  }

  private void write(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
  }
}

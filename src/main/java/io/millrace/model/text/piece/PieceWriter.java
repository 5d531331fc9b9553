package io.millrace.model.text.piece;

import java.util.Arrays;

/**
 * The word being read and the ids written so far.
 *
 * <p>Not for sharing. Its arrays grow to the longest utterance seen, and are used again.
 */
final class PieceWriter {
  private static final int FIRST_CAPACITY = 64;

  /**
   * How words become ids.
   *
   * @param continuing the node of {@code trie} that pieces within a word are walked from
   */
  record Pieces(PieceTrie trie, int continuing, int unknown, int maxWordCharacters) {}

  private char[] word = new char[FIRST_CAPACITY];
  private int length;

  /** Marks before it stay there. */
  private int barrier;

  private int[] ids = new int[FIRST_CAPACITY];
  private int count;
  private Pieces pieces;

  /** Forgets the utterance before. */
  void begin(Pieces pieces, int[] before) {
    this.pieces = pieces;
    length = 0;
    barrier = 0;
    count = 0;
    for (int id : before) {
      write(id);
    }
  }

  /** Cuts what is above the limit, and ends the utterance. */
  void end(int limit, int[] after) {
    count = Math.min(count, limit);
    for (int id : after) {
      write(id);
    }
  }

  int count() {
    return count;
  }

  void copy(int[] into) {
    System.arraycopy(ids, 0, into, 0, count);
  }

  int length() {
    return length;
  }

  int barrier() {
    return barrier;
  }

  void bar() {
    barrier = length;
  }

  int codePointBefore(int place) {
    return Character.codePointBefore(word, place, 0);
  }

  void append(int codePoint) {
    if (length + 2 > word.length) {
      word = Arrays.copyOf(word, 2 * word.length);
    }
    if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
      word[length++] = (char) codePoint;
    } else {
      length += Character.toChars(codePoint, word, length);
    }
  }

  /** Puts a character between those that are there. */
  void insert(int place, int codePoint) {
    int end = length;
    append(codePoint);
    int size = length - end;
    System.arraycopy(word, place, word, place + size, end - place);
    Character.toChars(codePoint, word, place);
  }

  void write(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
  }

  /** Writes the ids of the word, if there is one, and begins the next. */
  void endWord() {
    if (length > 0) {
      int first = count;
      if (isTooLong() || !writePieces()) {
        count = first;
        write(pieces.unknown());
      }
      length = 0;
    }
    barrier = 0;
  }

  private boolean isTooLong() {
    return length > pieces.maxWordCharacters()
        && Character.codePointCount(word, 0, length) > pieces.maxWordCharacters();
  }

  private boolean writePieces() {
    PieceTrie trie = pieces.trie();
    int start = 0;
    int node = PieceTrie.ROOT;
    while (start < length) {
      int id = PieceTrie.NONE;
      int end = start;
      for (int i = start; i < length && node != PieceTrie.NONE; i++) {
        node = trie.child(node, word[i]);
        if (node != PieceTrie.NONE && trie.id(node) != PieceTrie.NONE) {
          id = trie.id(node);
          end = i + 1;
        }
      }
      if (id == PieceTrie.NONE) {
        return false;
      }
      write(id);
      start = end;
      node = pieces.continuing();
    }
    return true;
  }
}

package io.millrace.model.text.piece;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What kind of character a code point is, in the eyes of the reference tokenizer.
 *
 * <p>The reference classifies by Unicode 8 and decomposes by Unicode 9, this JDK by a later
 * version, so that asking {@link Character} would give other ids for what was assigned since. The
 * table {@code bert-characters.txt} holds what the reference said of every code point.
 *
 * <p>Immutable.
 *
 * <p>Source: The Unicode Standard, section 3.11, normalization forms; Hugging Face tokenizers
 * 0.21.4, BertNormalizer and BertPreTokenizer.
 */
final class BertCharacters {
  /** The table on the class path. */
  static final BertCharacters TABLE = load();

  private static final CharacterRanges SPACES =
      ranges("9-d 20 85 a0 1680 2000-200a 2028-2029 202f 205f 3000");

  private static final CharacterRanges IDEOGRAPHS =
      ranges("3400-4dbf 4e00-9fff f900-faff 20000-2a6df 2a700-2b81f 2b920-2ceaf 2f800-2fa1f");

  private static final String ORDER = "order-";

  /** Its combining class, 240, is above all others: what moves before it is no starter. */
  private static final String HIGHEST = "\u0345";

  private final CharacterRanges removed;
  private final CharacterRanges punctuation;
  private final CharacterRanges marks;
  private final CharacterRanges whole;

  /** Combining class to those that have it and are no {@link #isMark marks}. */
  private final Map<Integer, CharacterRanges> orders = new TreeMap<>();

  private BertCharacters(Map<String, List<String>> table) {
    this.removed = CharacterRanges.parse(table.get("removed"));
    this.punctuation = CharacterRanges.parse(table.get("punctuation"));
    this.marks = CharacterRanges.parse(table.get("mark"));
    this.whole = CharacterRanges.parse(table.get("whole"));
    table.forEach(
        (name, ranges) -> {
          if (name.startsWith(ORDER)) {
            orders.put(
                Integer.valueOf(name.substring(ORDER.length())), CharacterRanges.parse(ranges));
          }
        });
  }

  /** Controls, formats and private characters; unassigned ones stay. */
  boolean isRemoved(int codePoint) {
    return removed.contains(codePoint);
  }

  boolean isSpace(int codePoint) {
    return SPACES.contains(codePoint);
  }

  boolean isPunctuation(int codePoint) {
    return punctuation.contains(codePoint);
  }

  boolean isIdeograph(int codePoint) {
    return IDEOGRAPHS.contains(codePoint);
  }

  /** Marks that take no room of their own: what stripping accents takes away. */
  boolean isMark(int codePoint) {
    return marks.contains(codePoint);
  }

  /** Whether marks on either side of this one stay on their side. */
  boolean isStarter(int codePoint) {
    String mark = Character.toString(codePoint);
    return !HIGHEST.equals(mark)
        && Normalizer.normalize(HIGHEST + mark, Normalizer.Form.NFD).startsWith(HIGHEST);
  }

  /** Canonical combining class of what is no {@link #isMark mark}: 0, starters, for nearly all. */
  int order(int codePoint) {
    for (Map.Entry<Integer, CharacterRanges> order : orders.entrySet()) {
      if (order.getValue().contains(codePoint)) {
        return order.getKey();
      }
    }
    return 0;
  }

  /** Full canonical decomposition. */
  int[] decomposition(int codePoint) {
    String character = Character.toString(codePoint);
    return whole.contains(codePoint)
        ? new int[] {codePoint}
        : Normalizer.normalize(character, Normalizer.Form.NFD).codePoints().toArray();
  }

  private static BertCharacters load() {
    Map<String, List<String>> table = new TreeMap<>();
    try (InputStream in = BertCharacters.class.getResourceAsStream("bert-characters.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> parts = List.of(line.split(" "));
        table
            .computeIfAbsent(parts.getFirst(), name -> new ArrayList<>())
            .addAll(parts.subList(1, parts.size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Bug: bert-characters.txt cannot be read", e);
    }
    return new BertCharacters(table);
  }

  private static CharacterRanges ranges(String ranges) {
    return CharacterRanges.parse(List.of(ranges.split(" ")));
  }
}

package io.millrace.model.text.piece;

import io.millrace.model.text.FoldedCharacters;
import io.millrace.model.text.Surrogates;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Word pieces: each word is the longest piece that begins it, then the longest that goes on from
 * there, and so to its end; if there is no such piece, the whole word is unknown.
 *
 * <p>Gives the ids that the reference tokenizer gives. Reads no further than the last token that
 * there is room for, and makes no garbage but the ids it returns.
 *
 * <p>Safe for use by many threads: each has its {@link PieceWriter}.
 *
 * <p>Source: Wu et al., Google's Neural Machine Translation System, 2016, section 4.1; Devlin et
 * al., BERT, NAACL 2019; Hugging Face tokenizers 0.21.4.
 */
public final class WordPiece implements Tokenizer {
  /** Of all tokenizers: a thread that outlives one keeps nothing of it but two arrays. */
  private static final ThreadLocal<PieceWriter> WRITERS = ThreadLocal.withInitial(PieceWriter::new);

  private final BertFolding folding;
  private final FoldedCharacters characters;
  private final PieceWriter.Pieces pieces;
  private final int[] before;
  private final int[] after;

  /** Tokens of the utterance itself. */
  private final int room;

  /** Longest first. */
  private final Added[] added;

  /** What added tokens begin with. */
  private final BitSet starts = new BitSet();

  private record Added(String text, int id) {}

  /**
   * @param maxTokens with those before and after each utterance
   * @throws IllegalArgumentException if there is no room for those
   */
  public WordPiece(PieceSettings settings, int maxTokens) {
    this.folding = new BertFolding(settings.normalization());
    this.characters = new FoldedCharacters(folding);
    this.added =
        settings.added().entrySet().stream()
            .map(token -> new Added(token.getKey(), token.getValue()))
            .sorted(Comparator.comparing((Added token) -> token.text().length()).reversed())
            .toArray(Added[]::new);
    for (Added token : added) {
      starts.set(token.text().charAt(0));
    }
    this.before = ids(settings.before());
    this.after = ids(settings.after());
    this.room = maxTokens - before.length - after.length;
    if (room < 0) {
      throw new IllegalArgumentException(
          "expected at least %d tokens, found %d"
              .formatted(before.length + after.length, maxTokens));
    }
    PieceTrie trie = new PieceTrie(settings.vocabulary());
    this.pieces =
        new PieceWriter.Pieces(
            trie,
            trie.walk(settings.continuation()),
            settings.vocabulary().get(settings.unknown()),
            settings.maxWordCharacters());
  }

  @Override
  public TokenIds encode(String utterance) {
    PieceWriter writer = write(utterance);
    int[] ids = new int[Math.max(1, writer.count())];
    writer.copy(ids);
    return new TokenIds(ids, ids.length, 1);
  }

  /**
   * As {@link #encode(String)}, into an array of the caller.
   *
   * @param ids with room for the most tokens
   * @return how many there are
   */
  public int encode(String utterance, int[] ids) {
    PieceWriter writer = write(utterance);
    writer.copy(ids);
    return writer.count();
  }

  private PieceWriter write(String utterance) {
    PieceWriter writer = WRITERS.get();
    writer.begin(pieces, before);
    int limit = before.length + room;
    int at = 0;
    while (at < utterance.length() && writer.count() < limit) {
      char unit = utterance.charAt(at);
      Added token = addedAt(utterance, at, unit);
      if (token != null) {
        writer.endWord();
        writer.write(token.id());
        at += token.text().length();
      } else {
        int codePoint = utterance.codePointAt(at);
        if (Surrogates.isHalf(codePoint)) {
          // What replaces it may belong to an added token that is begun already.
          return write(Surrogates.mended(utterance));
        }
        at += Character.charCount(codePoint);
        read(codePoint, writer);
      }
    }
    writer.endWord();
    writer.end(limit, after);
    return writer;
  }

  private void read(int codePoint, PieceWriter writer) {
    FoldedCharacters.Page page = characters.page(codePoint);
    int folded = page.folding(codePoint);
    if (folded >= 0) {
      apply(folded, writer);
      return;
    }
    for (int part : page.sequence(folded)) {
      if (FoldedCharacters.order(part) == 0) {
        apply(part, writer);
      } else {
        insert(part, writer);
      }
    }
  }

  private static void apply(int folded, PieceWriter writer) {
    switch (FoldedCharacters.kind(folded)) {
      case FoldedCharacters.WORD -> writer.append(FoldedCharacters.codePoint(folded));
      case FoldedCharacters.SPACE -> writer.endWord();
      case FoldedCharacters.ALONE -> {
        writer.endWord();
        writer.append(FoldedCharacters.codePoint(folded));
        writer.endWord();
      }
      case FoldedCharacters.BARRIER -> writer.bar();
      default -> {
        // Dropped.
      }
    }
  }

  /** Canonical ordering: behind what has its combining class or a lower one. */
  private void insert(int mark, PieceWriter writer) {
    int place = writer.length();
    while (place > writer.barrier()) {
      int last = writer.codePointBefore(place);
      if (folding.order(last) <= FoldedCharacters.order(mark)) {
        break;
      }
      place -= Character.charCount(last);
    }
    writer.insert(place, FoldedCharacters.codePoint(mark));
  }

  /** The longest added token that begins here; null if none does. */
  private Added addedAt(String utterance, int at, char unit) {
    if (starts.get(unit)) {
      for (Added token : added) {
        if (utterance.startsWith(token.text(), at)) {
          return token;
        }
      }
    }
    return null;
  }

  private static int[] ids(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}

package io.millrace.compress.arch;

import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.text.TokenIds;
import java.util.List;

/**
 * Utterances padded to the longest of them, and the sums of their embedding rows.
 *
 * <p>Immutable.
 */
public record TokenBatch(List<TokenIds> utterances, int length) {
  /** Pads to the longest utterance. */
  public static TokenBatch of(List<TokenIds> utterances) {
    int length = utterances.stream().mapToInt(TokenIds::length).max().orElseThrow();
    return new TokenBatch(utterances, length);
  }

  /** Number of utterances. */
  public int size() {
    return utterances.size();
  }

  /** Tokens of one utterance, margin included. */
  int lengthWithMargin() {
    return Margin.BEFORE + length + Margin.AFTER;
  }

  /** Sums of rows, {@code [size, lengthWithMargin, embedding]}; padding and margin are zero. */
  public float[] sums(FloatTensor table) {
    int embedding = table.length(1);
    float[] sums = new float[size() * lengthWithMargin() * embedding];
    forEachId((id, token) -> add(table.data(), id * embedding, sums, token * embedding, embedding));
    return sums;
  }

  /** 1 for tokens and 0 for padding, {@code [size, length]}; a token without words is padding. */
  float[] mask() {
    float[] mask = new float[size() * length];
    for (int u = 0; u < size(); u++) {
      TokenIds ids = utterances.get(u);
      for (int i = 0; i < ids.length(); i++) {
        mask[u * length + i] = ids.ids()[i * ids.width()] == 0 ? 0 : 1;
      }
    }
    return mask;
  }

  /**
   * Gives each id that is not padding, with the place of its token among all tokens of the sums.
   */
  public void forEachId(IdConsumer consumer) {
    for (int u = 0; u < size(); u++) {
      TokenIds ids = utterances.get(u);
      int first = u * lengthWithMargin() + Margin.BEFORE;
      for (int i = 0; i < ids.ids().length; i++) {
        if (ids.ids()[i] != 0) {
          consumer.accept(ids.ids()[i], first + i / ids.width());
        }
      }
    }
  }

  private static void add(float[] from, int fromStart, float[] to, int toStart, int count) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] += from[fromStart + i];
    }
  }

  /** Takes an id and the place of its token. */
  @FunctionalInterface
  public interface IdConsumer {
    /** Takes an id. */
    void accept(int id, int token);
  }
}

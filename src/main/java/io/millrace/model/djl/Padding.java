package io.millrace.model.djl;

import io.millrace.model.text.TokenIds;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Lays utterances of different lengths into one rectangle, filled up with zeros, in memory that is
 * {@link Lent} to the calling thread until it lays the next ones.
 *
 * <p>Safe for use by many threads.
 */
final class Padding {
  private static final int FIRST = 0;
  private static final int SECOND = 1;
  private static final int THIRD = 2;

  private Padding() {}

  /** Tokens of the longest utterance. */
  static int length(List<TokenIds> batch) {
    int length = 1;
    for (TokenIds utterance : batch) {
      length = Math.max(length, utterance.length());
    }
    return length;
  }

  /** Ids of the widest token. */
  static int width(List<TokenIds> batch) {
    int width = 1;
    for (TokenIds utterance : batch) {
      width = Math.max(width, utterance.width());
    }
    return width;
  }

  /** Ids {@code [batch, length, width]}. */
  static IntBuffer ids(List<TokenIds> batch, int length, int width) {
    IntBuffer padded = Lent.ints(FIRST, batch.size() * length * width);
    for (TokenIds utterance : batch) {
      for (int token = 0; token < utterance.length(); token++) {
        padded.put(utterance.ids(), token * utterance.width(), utterance.width());
        zeros(padded, width - utterance.width());
      }
      zeros(padded, (length - utterance.length()) * width);
    }
    return padded.flip();
  }

  /** The first id of each token {@code [batch, length]}. */
  static IntBuffer words(List<TokenIds> batch, int length) {
    IntBuffer padded = Lent.ints(FIRST, batch.size() * length);
    for (TokenIds utterance : batch) {
      for (int token = 0; token < utterance.length(); token++) {
        padded.put(utterance.ids()[token * utterance.width()]);
      }
      zeros(padded, length - utterance.length());
    }
    return padded.flip();
  }

  private static void zeros(IntBuffer buffer, int count) {
    for (int i = 0; i < count; i++) {
      buffer.put(0);
    }
  }

  /**
   * Ids that are no first ones, and where they belong.
   *
   * @param places utterance and token of each id, one after the other
   */
  record Grams(IntBuffer ids, LongBuffer places) {}

  /** All ids but the first of each token and padding; at least one, be it padding. */
  static Grams grams(List<TokenIds> batch) {
    int most = 1;
    for (TokenIds utterance : batch) {
      most += utterance.length() * (utterance.width() - 1);
    }
    IntBuffer ids = Lent.ints(SECOND, most);
    LongBuffer places = Lent.longs(THIRD, 2 * most);
    for (int i = 0; i < batch.size(); i++) {
      grams(batch.get(i), i, ids, places);
    }
    if (ids.position() == 0) {
      ids.put(0);
      places.put(0).put(0);
    }
    return new Grams(ids.flip(), places.flip());
  }

  private static void grams(TokenIds utterance, int place, IntBuffer ids, LongBuffer places) {
    int[] all = utterance.ids();
    int width = utterance.width();
    for (int token = 0; token < utterance.length(); token++) {
      for (int k = token * width + 1; k < (token + 1) * width; k++) {
        if (all[k] != 0) {
          ids.put(all[k]);
          places.put(place).put(token);
        }
      }
    }
  }

  /** The only id of each token {@code [batch, length]}. */
  static LongBuffer longIds(List<TokenIds> batch, int length) {
    LongBuffer padded = Lent.longs(FIRST, batch.size() * length);
    for (TokenIds utterance : batch) {
      for (int token = 0; token < length; token++) {
        padded.put(token < utterance.length() ? utterance.ids()[token] : 0);
      }
    }
    return padded.flip();
  }

  /** {@code [batch, length]}: 1 where the utterance has a token, 0 where there is padding. */
  static LongBuffer mask(List<TokenIds> batch, int length) {
    LongBuffer mask = Lent.longs(SECOND, batch.size() * length);
    for (TokenIds utterance : batch) {
      for (int token = 0; token < length; token++) {
        mask.put(token < utterance.length() ? 1 : 0);
      }
    }
    return mask.flip();
  }

  /** {@code [batch, length]}, all 0. */
  static LongBuffer types(List<TokenIds> batch, int length) {
    LongBuffer types = Lent.longs(THIRD, batch.size() * length);
    while (types.hasRemaining()) {
      types.put(0);
    }
    return types.flip();
  }
}

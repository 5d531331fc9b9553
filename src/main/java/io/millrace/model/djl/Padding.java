package io.millrace.model.djl;

import io.millrace.model.text.TokenIds;
import java.util.Arrays;
import java.util.List;

/**
 * Lays utterances of different lengths into one rectangle, filled up with zeros.
 *
 * <p>Safe for use by many threads.
 */
final class Padding {
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
  static int[] ids(List<TokenIds> batch, int length, int width) {
    int[] padded = new int[batch.size() * length * width];
    for (int i = 0; i < batch.size(); i++) {
      TokenIds utterance = batch.get(i);
      for (int token = 0; token < utterance.length(); token++) {
        System.arraycopy(
            utterance.ids(),
            token * utterance.width(),
            padded,
            (i * length + token) * width,
            utterance.width());
      }
    }
    return padded;
  }

  /** The first id of each token {@code [batch, length]}. */
  static int[] words(List<TokenIds> batch, int length) {
    int[] padded = new int[batch.size() * length];
    for (int i = 0; i < batch.size(); i++) {
      TokenIds utterance = batch.get(i);
      for (int token = 0; token < utterance.length(); token++) {
        padded[i * length + token] = utterance.ids()[token * utterance.width()];
      }
    }
    return padded;
  }

  /**
   * Ids that are no first ones, and where they belong.
   *
   * @param places utterance and token of each id, one after the other
   */
  record Grams(int[] ids, long[] places) {}

  /** All ids but the first of each token and padding; at least one, be it padding. */
  static Grams grams(List<TokenIds> batch) {
    int most = 1;
    for (TokenIds utterance : batch) {
      most += utterance.length() * (utterance.width() - 1);
    }
    int[] ids = new int[most];
    long[] places = new long[2 * most];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      TokenIds utterance = batch.get(i);
      for (int k = 0; k < utterance.ids().length; k++) {
        if (k % utterance.width() != 0 && utterance.ids()[k] != 0) {
          ids[count] = utterance.ids()[k];
          places[2 * count] = i;
          places[2 * count + 1] = k / utterance.width();
          count++;
        }
      }
    }
    count = Math.max(count, 1);
    return new Grams(Arrays.copyOf(ids, count), Arrays.copyOf(places, 2 * count));
  }

  /** {@code [batch, length]}: 1 where the utterance has a token, 0 where there is padding. */
  static long[] mask(List<TokenIds> batch, int length) {
    long[] mask = new long[batch.size() * length];
    for (int i = 0; i < batch.size(); i++) {
      Arrays.fill(mask, i * length, i * length + batch.get(i).length(), 1);
    }
    return mask;
  }

  static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }
}

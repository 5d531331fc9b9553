package io.millrace.model.text.piece;

import java.util.List;
import java.util.Map;

/**
 * A word-piece tokenizer, as its file describes it.
 *
 * <p>Immutable by agreement.
 *
 * @param vocabulary piece to id; holds {@code unknown}
 * @param continuation stands before the pieces of {@code vocabulary} that do not begin a word
 * @param maxWordCharacters code points; longer words are unknown
 * @param added tokens that are found in the utterance as they are written, to their ids
 * @param before ids that begin every encoding
 * @param after ids that end every encoding
 */
public record PieceSettings(
    Map<String, Integer> vocabulary,
    Normalization normalization,
    String unknown,
    String continuation,
    int maxWordCharacters,
    Map<String, Integer> added,
    List<Integer> before,
    List<Integer> after) {
  /**
   * @throws IllegalArgumentException if the unknown piece has no id
   */
  public PieceSettings {
    if (!vocabulary.containsKey(unknown)) {
      throw new IllegalArgumentException("expected an id for " + unknown + ", found none");
    }
  }
}

package io.millrace.model.text.piece;

/**
 * What happens to characters before they are words, in this order.
 *
 * <p>Immutable.
 *
 * <p>Source: Hugging Face tokenizers 0.21.4, BertNormalizer.
 *
 * @param cleansText controls go, and whatever is blank becomes a space
 * @param partsIdeographs each Chinese character becomes a word
 * @param stripsAccents characters are decomposed, and marks that take no room go
 * @param lowercases character by character, whatever stands around it
 */
public record Normalization(
    boolean cleansText, boolean partsIdeographs, boolean stripsAccents, boolean lowercases) {}

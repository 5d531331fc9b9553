package io.millrace.model.text;

/**
 * The token ids of one utterance.
 *
 * <p>A token is the sum of up to {@code width} embedding rows: one for word pieces, several for
 * hashed n-grams. Id 0 is padding, and its embedding row is zero.
 *
 * <p>Immutable by agreement: nobody writes to {@code ids} after construction.
 *
 * <p>Shape: {@code ids [length, width]}, row-major, {@code length >= 1}, {@code width >= 1}.
 */
public record TokenIds(int[] ids, int length, int width) {
  /**
   * @throws IllegalArgumentException if the array's size is not length times width, or either is
   *     below one
   */
  public TokenIds {
    if (length < 1 || width < 1 || ids.length != length * width) {
      throw new IllegalArgumentException(
          "Token ids: expected [length, width] = [%d, %d] with both at least 1, found %d ids"
              .formatted(length, width, ids.length));
    }
  }
}

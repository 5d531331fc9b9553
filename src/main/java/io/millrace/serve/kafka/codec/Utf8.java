package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Strict UTF-8: what is malformed is refused, never replaced. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Utf8() {}

  /**
   * Decodes a value, without its byte order mark if it has one.
   *
   * @throws BadEventException if a byte sequence is malformed
   */
  static String decode(byte[] bytes) throws BadEventException {
    String text = new String(bytes, UTF_8);
    // The JDK's fast decoder replaces what is malformed; only a value in which it may have done so
    // is decoded again by the slow one that tells.
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseMalformed(bytes);
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static void refuseMalformed(byte[] bytes) throws BadEventException {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException malformed) {
      throw new BadEventException("the value is not valid UTF-8");
    }
  }

  /** True if every surrogate stands in a pair, so that the string has a UTF-8 form. */
  static boolean isWellFormed(String text) {
    return firstUnpaired(text) < 0;
  }

  /** The text with each unpaired surrogate (JSON can escape one) replaced by U+FFFD. */
  static String wellFormed(String text) {
    int unpaired = firstUnpaired(text);
    if (unpaired < 0) {
      return text;
    }
    // Encoding replaces with '?'; code points keep the rest and let the replacement be U+FFFD.
    return text.codePoints()
        .map(point -> Character.getType(point) == Character.SURROGATE ? REPLACEMENT : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int firstUnpaired(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}

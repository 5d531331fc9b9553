package io.millrace.serve.http.oip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.http.HttpFailure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of a tensor as bytes: elements one behind the other, little-endian; a string is its
 * length in 4 bytes and its UTF-8.
 *
 * <p>Source: Binary Tensor Data Extension of the Open Inference Protocol (Triton, KServe).
 */
final class BinaryTensor {
  /** Where the JSON ends and the bytes begin. */
  static final String HEADER = "Inference-Header-Content-Length";

  /** Parameter of a tensor: that its data are so many bytes behind the JSON. */
  static final String SIZE = "binary_data_size";

  /** Parameter of a requested output: whether it shall be bytes. */
  static final String WANTED = "binary_data";

  /** Parameter of a request: whether all outputs shall be bytes. */
  static final String ALL_WANTED = "binary_data_output";

  private static final int LENGTH_BYTES = Integer.BYTES;

  private BinaryTensor() {}

  /**
   * The strings that fill the bytes.
   *
   * @param key where they belong, for the message
   * @throws HttpFailure if they do not fill them, or are not UTF-8
   */
  static List<String> strings(String key, ByteBuffer given) {
    ByteBuffer bytes = given.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<String> strings = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int length = bytes.remaining() < LENGTH_BYTES ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw HttpFailure.badRequest(
            "%s: its bytes end within element %d".formatted(key, strings.size()));
      }
      strings.add(string(key + "[" + strings.size() + "]", bytes.slice(bytes.position(), length)));
      bytes.position(bytes.position() + length);
    }
    return strings;
  }

  private static String string(String key, ByteBuffer bytes) {
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw HttpFailure.badRequest(key + ": not UTF-8");
    }
  }

  /** The data of a tensor, of strings or of doubles. */
  static byte[] bytes(Tensor tensor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Object element : tensor.data()) {
      bytes.writeBytes(
          element instanceof Double number
              ? little(Double.BYTES).putDouble(number).array()
              : string((String) element));
    }
    return bytes.toByteArray();
  }

  private static byte[] string(String element) {
    byte[] utf8 = element.getBytes(UTF_8);
    return little(LENGTH_BYTES + utf8.length).putInt(utf8.length).put(utf8).array();
  }

  private static ByteBuffer little(int sizeBytes) {
    return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package io.millrace.compress.graph;

/**
 * What a tensor holds, with ONNX's number for it and its size.
 *
 * <p>Source: onnx.proto, TensorProto.DataType.
 */
public enum ElementType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  BOOL(9, 1),
  FLOAT16(10, 2),
  DOUBLE(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The number that ONNX gives the type, as the {@code to} attribute of {@code Cast} wants it. */
  public int code() {
    return code;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type of a number.
   *
   * @param where named in the error
   * @throws InvalidGraphException if the type is unknown or not a number, such as a string
   */
  static ElementType of(int code, String where) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new InvalidGraphException(where + ": element type " + code + " is not supported");
  }
}

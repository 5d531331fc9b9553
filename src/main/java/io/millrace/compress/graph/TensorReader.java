package io.millrace.compress.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tensors from their messages, which keep elements as raw bytes or in one of several typed fields.
 *
 * <p>Source: onnx.proto, TensorProto.
 */
final class TensorReader {
  private TensorReader() {}

  /**
   * @param where named in errors
   */
  static Tensor tensor(TensorProto proto, String where) {
    requireInside(proto, where);
    ElementType type = ElementType.of(proto.getDataType(), where);
    long[] dims = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
    byte[] data = proto.hasRawData() ? proto.getRawData().toByteArray() : typed(proto, type);
    try {
      return new Tensor(type, dims, data);
    } catch (InvalidGraphException e) {
      throw new InvalidGraphException(where + ": " + e.getMessage(), e);
    }
  }

  /** Refuses a tensor whose elements lie in another file. */
  static void requireInside(TensorProto proto, String where) {
    if (proto.getDataLocation() == DataLocation.EXTERNAL) {
      throw new InvalidGraphException(
          where + ": its elements lie in another file; save the model as one file");
    }
  }

  private static byte[] typed(TensorProto proto, ElementType type) {
    return switch (type) {
      case FLOAT -> floats(proto);
      case DOUBLE -> doubles(proto);
      case INT64 -> longs(proto, type, proto.getInt64DataCount());
      case UINT32, UINT64 -> longs(proto, type, proto.getUint64DataCount());
      default -> narrow(proto, type);
    };
  }

  private static byte[] floats(TensorProto proto) {
    ByteBuffer buffer = buffer(proto.getFloatDataCount() * Float.BYTES);
    proto.getFloatDataList().forEach(buffer::putFloat);
    return buffer.array();
  }

  private static byte[] doubles(TensorProto proto) {
    ByteBuffer buffer = buffer(proto.getDoubleDataCount() * Double.BYTES);
    proto.getDoubleDataList().forEach(buffer::putDouble);
    return buffer.array();
  }

  private static byte[] longs(TensorProto proto, ElementType type, int count) {
    ByteBuffer buffer = buffer(count * type.bytes());
    for (int i = 0; i < count; i++) {
      long element = type == ElementType.INT64 ? proto.getInt64Data(i) : proto.getUint64Data(i);
      put(buffer, type, element);
    }
    return buffer.array();
  }

  /** Everything of 32 bits or less shares one field. */
  private static byte[] narrow(TensorProto proto, ElementType type) {
    ByteBuffer buffer = buffer(proto.getInt32DataCount() * type.bytes());
    proto.getInt32DataList().forEach(element -> put(buffer, type, element));
    return buffer.array();
  }

  private static void put(ByteBuffer buffer, ElementType type, long element) {
    switch (type.bytes()) {
      case 1 -> buffer.put((byte) element);
      case 2 -> buffer.putShort((short) element);
      case 4 -> buffer.putInt((int) element);
      default -> buffer.putLong(element);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package io.millrace.compress.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A constant: element type, dimensions and elements.
 *
 * <p>Immutable by agreement: nobody writes to the arrays after construction.
 *
 * <p>Shape: {@code dims}, row-major; no dimensions is a scalar. {@code data} is little-endian, as
 * ONNX stores it.
 */
public record Tensor(ElementType type, long[] dims, byte[] data) {
  /**
   * @throws InvalidGraphException if the number of bytes is not what the dimensions ask for
   */
  public Tensor {
    long expected = count(dims) * type.bytes();
    if (data.length != expected) {
      throw new InvalidGraphException(
          "tensor of %s %s: expected %d bytes, found %d"
              .formatted(type, Arrays.toString(dims), expected, data.length));
    }
  }

  /** A tensor of floats; without dimensions a scalar. */
  public static Tensor of(float[] elements, long... dims) {
    ByteBuffer buffer = buffer(elements.length * Float.BYTES);
    buffer.asFloatBuffer().put(elements);
    return new Tensor(ElementType.FLOAT, dims, buffer.array());
  }

  /** A tensor of 32-bit integers; without dimensions a scalar. */
  public static Tensor of(int[] elements, long... dims) {
    ByteBuffer buffer = buffer(elements.length * Integer.BYTES);
    buffer.asIntBuffer().put(elements);
    return new Tensor(ElementType.INT32, dims, buffer.array());
  }

  /** A tensor of 64-bit integers, as axes and shapes are; without dimensions a scalar. */
  public static Tensor of(long[] elements, long... dims) {
    ByteBuffer buffer = buffer(elements.length * Long.BYTES);
    buffer.asLongBuffer().put(elements);
    return new Tensor(ElementType.INT64, dims, buffer.array());
  }

  /** A tensor of signed bytes; without dimensions a scalar. */
  public static Tensor of(byte[] elements, long... dims) {
    return new Tensor(ElementType.INT8, dims, elements);
  }

  /** A tensor of unsigned bytes; without dimensions a scalar. */
  public static Tensor ofUnsigned(byte[] elements, long... dims) {
    return new Tensor(ElementType.UINT8, dims, elements);
  }

  /** How many elements there are. */
  public int count() {
    return data.length / type.bytes();
  }

  /**
   * The elements of a tensor of floats.
   *
   * @throws InvalidGraphException if it holds another type
   */
  public float[] floats() {
    require(ElementType.FLOAT);
    float[] elements = new float[count()];
    view().asFloatBuffer().get(elements);
    return elements;
  }

  /**
   * The elements of a tensor of integers of 32 or 64 bits.
   *
   * @throws InvalidGraphException if it holds another type
   */
  public long[] longs() {
    if (type == ElementType.INT32) {
      int[] elements = new int[count()];
      view().asIntBuffer().get(elements);
      return Arrays.stream(elements).asLongStream().toArray();
    }
    require(ElementType.INT64);
    long[] elements = new long[count()];
    view().asLongBuffer().get(elements);
    return elements;
  }

  /** Whether an element is no number; only floats can be. */
  boolean hasNan() {
    if (type != ElementType.FLOAT) {
      return false;
    }
    for (float element : floats()) {
      if (Float.isNaN(element)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && type == that.type
        && Arrays.equals(dims, that.dims)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return type + Arrays.toString(dims);
  }

  private void require(ElementType expected) {
    if (type != expected) {
      throw new InvalidGraphException("tensor: expected " + expected + ", found " + this);
    }
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long count(long[] dims) {
    long count = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new InvalidGraphException("tensor: dimension " + dim + " is negative");
      }
      count = Math.multiplyExact(count, dim);
    }
    return count;
  }
}

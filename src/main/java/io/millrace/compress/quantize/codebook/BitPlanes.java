package io.millrace.compress.quantize.codebook;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Codes of 1 to 8 bits without a wasted bit, and the nodes that read them.
 *
 * <p>The bits of a code are parted into fields of 8, 4, 2 or 1 bits, as the binary digits of their
 * number say; each field lies packed in bytes of its own. A byte becomes the fields in it by one
 * {@code Gather} from a table of 256 rows, the fields of a code are added. ONNX Runtime runs all of
 * that once, when it loads the model, since nothing in it depends on an input.
 *
 * <p>Safe for use by many threads.
 */
final class BitPlanes {
  private static final int BYTE_VALUES = 256;
  private static final int BYTE_BITS = 8;

  private BitPlanes() {}

  /** Bytes that codes take. */
  static long bytes(long count, int bits) {
    return (count + BYTE_BITS - 1) / BYTE_BITS * bits;
  }

  /**
   * Adds constants that hold codes, and nodes that read them.
   *
   * @param codes less than {@code 2^bits} each
   * @return the value that holds the codes {@code [n]} or, where one field has all bits, {@code [n
   *     / k, k]}; int32
   */
  static String emit(Graph graph, String name, int[] codes, int bits) {
    int padded = (codes.length + BYTE_BITS - 1) / BYTE_BITS * BYTE_BITS;
    List<String> fields = new ArrayList<>();
    for (int width = BYTE_BITS, shift = 0; width > 0; width /= 2) {
      if ((bits & width) != 0) {
        byte[] packed = pack(codes, padded, width, shift);
        Tensor bytes = Tensor.ofUnsigned(packed, packed.length);
        String places = whole(graph, graph.initializer(name + "_bits" + width, bytes));
        String table = table(graph, width, shift);
        fields.add(whole(graph, graph.node("Gather", List.of(table, places))));
        shift += width;
      }
    }
    return padded == codes.length && fields.size() == 1
        ? fields.getFirst()
        : sum(graph, fields, codes.length);
  }

  private static String sum(Graph graph, List<String> fields, int count) {
    String flat = constant(graph, "flat", Tensor.of(new long[] {-1}, 1));
    String sum = null;
    for (String field : fields) {
      String row = graph.node("Reshape", List.of(field, flat));
      sum = sum == null ? row : graph.node("Add", List.of(sum, row));
    }
    if (count % BYTE_BITS == 0) {
      return sum;
    }
    String zero = constant(graph, "from", Tensor.of(new long[] {0}, 1));
    String end = graph.initializer("end", new long[] {count}, 1);
    return graph.node("Slice", List.of(sum, zero, end));
  }

  /** The fields {@code [width bits from shift on]} of all codes, the first in the lowest bits. */
  private static byte[] pack(int[] codes, int padded, int width, int shift) {
    int perByte = BYTE_BITS / width;
    byte[] packed = new byte[padded / perByte];
    for (int i = 0; i < codes.length; i++) {
      int field = codes[i] >>> shift & (1 << width) - 1;
      packed[i / perByte] |= (byte) (field << i % perByte * width);
    }
    return packed;
  }

  /** {@code [256, 8 / width]}: the fields in each byte, each at its place in the code. */
  private static String table(Graph graph, int width, int shift) {
    int perByte = BYTE_BITS / width;
    byte[] fields = new byte[BYTE_VALUES * perByte];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = (byte) ((i / perByte >>> i % perByte * width & (1 << width) - 1) << shift);
    }
    Tensor tensor = Tensor.ofUnsigned(fields, BYTE_VALUES, perByte);
    return constant(graph, "fields" + width + "_" + shift, tensor);
  }

  private static String whole(Graph graph, String bytes) {
    return graph.node("Cast", List.of(bytes), Map.of("to", (long) ElementType.INT32.code()));
  }

  /** One constant for all that want the same. */
  private static String constant(Graph graph, String name, Tensor tensor) {
    String full = "unpacking_" + name;
    return tensor.equals(graph.initializers().get(full)) ? full : graph.initializer(full, tensor);
  }
}

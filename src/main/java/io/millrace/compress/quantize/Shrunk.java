package io.millrace.compress.quantize;

import io.millrace.compress.graph.Tensor;
import java.util.Arrays;

/**
 * What became of one constant.
 *
 * <p>Immutable.
 *
 * @param name of the constant in the graph it came from
 * @param dims its dimensions
 * @param bits of an element
 * @param bytesBefore of its elements
 * @param bytesAfter of its codes and of what is needed to read them
 * @param error root of the mean squared error, as a share of the root of the mean square
 */
public record Shrunk(
    String name, String dims, int bits, long bytesBefore, long bytesAfter, double error) {
  /** What became of a tensor. */
  public static Shrunk of(String name, Tensor tensor, int bits, long bytesAfter, ErrorSum error) {
    return new Shrunk(
        name,
        Arrays.toString(tensor.dims()),
        bits,
        tensor.data().length,
        bytesAfter,
        error.error());
  }
}

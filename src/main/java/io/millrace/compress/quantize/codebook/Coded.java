package io.millrace.compress.quantize.codebook;

import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.quantize.ErrorSum;
import io.millrace.compress.quantize.Shrunk;
import java.util.List;
import java.util.Map;

/**
 * One constant as codes.
 *
 * <p>Immutable by agreement: nobody writes to the arrays after construction.
 *
 * @param tensor what it was
 * @param codes of its elements, in their order
 * @param levels {@code [rows, 2^bits]}, or of one row for all
 */
record Coded(String name, Tensor tensor, int bits, int[] codes, float[] levels, ErrorSum error) {
  /** What it takes in a file, names and nodes aside. */
  long bytes() {
    return BitPlanes.bytes(codes.length, bits) + (long) levels.length * Float.BYTES;
  }

  /** Puts codes and the nodes that read them in the constant's place, under its name. */
  void replace(Graph graph) {
    graph.removeInitializer(name);
    String read = BitPlanes.emit(graph, name, codes, bits);
    int rows = levels.length >>> bits;
    String dims = graph.initializer(name + "_dims", tensor.dims(), tensor.dims().length);
    String book = graph.initializer(name + "_levels", levels, shape(rows));
    graph.rename(
        rows == 1 ? shared(graph, book, read, dims) : byRow(graph, book, read, dims), name);
  }

  private long[] shape(int rows) {
    return rows == 1 ? new long[] {levels.length} : new long[] {rows, 1 << bits};
  }

  private static String shared(Graph graph, String book, String read, String dims) {
    return graph.node("Reshape", List.of(graph.node("Gather", List.of(book, read)), dims));
  }

  private String byRow(Graph graph, String book, String read, String dims) {
    long[] rows = {tensor.dims()[0], -1};
    String matrix = graph.initializer(name + "_rows", rows, rows.length);
    String codes = graph.node("Reshape", List.of(read, matrix));
    String found = graph.node("GatherElements", List.of(book, codes), Map.of("axis", 1L));
    return graph.node("Reshape", List.of(found, dims));
  }

  Shrunk report() {
    return Shrunk.of(name, tensor, bits, bytes(), error);
  }
}

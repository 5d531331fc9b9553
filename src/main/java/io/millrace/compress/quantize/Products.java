package io.millrace.compress.quantize;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.quantize.Activations.Twin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes products with a constant matrix integer ones: {@code MatMul}, and {@code Gemm} with its
 * bias.
 *
 * <p>{@code x W + b} becomes {@code MatMulInteger(x_q, W_q) * (scale(x) * scale(W)) + b}, with one
 * scale a column of {@code W}. A maximum over rows that follows is taken of the integers ({@link
 * RowMaximum}).
 *
 * <p>Not for sharing.
 *
 * <p>Source: ONNX MatMulInteger, opset 10.
 */
final class Products {
  private final Graph graph;
  private final Activations activations;
  private final WeightCode code;
  private final Map<String, Weight> weights = new HashMap<>();
  private final List<Shrunk> shrunk = new ArrayList<>();

  /**
   * @param quantized {@code [rows, columns]}, signed bytes, or unsigned ones with zero points
   * @param zeroPoints empty when they are zero
   */
  private record Weight(String quantized, float[] scales, List<String> zeroPoints) {}

  Products(Graph graph, Activations activations, WeightCode code) {
    this.graph = graph;
    this.activations = activations;
    this.code = code;
  }

  /** Whether a node multiplies by a matrix at all. */
  static boolean isProduct(Node node) {
    return node.is("MatMul") || node.is("Gemm");
  }

  /** Why a product cannot be made an integer one; empty if it can. */
  static Optional<String> obstacle(Graph graph, Node node) {
    Optional<Tensor> weight = graph.constant(node.inputs().get(1));
    if (weight.isEmpty()) {
      return Optional.of("its right side is not constant");
    }
    if (weight.get().type() != ElementType.FLOAT || weight.get().dims().length != 2) {
      return Optional.of("its matrix is " + weight.get() + ", not FLOAT of two dimensions");
    }
    if (node.integer("transA", 0) != 0) {
      return Optional.of("its left side is transposed");
    }
    if (node.real("beta", 1) != 1) {
      return Optional.of("its bias is scaled");
    }
    return Optional.empty();
  }

  /** Puts the integer product in the place of the float one. */
  void rewrite(Node node) {
    Twin left = activations.twin(node.inputs().getFirst());
    Weight weight =
        weights.computeIfAbsent(
            node.inputs().get(1) + node.integer("transB", 0), key -> quantize(node));
    List<String> factors =
        new ArrayList<>(List.of(left.value(), weight.quantized, left.zeroPoint()));
    factors.addAll(weight.zeroPoints);
    String integers = graph.node("MatMulInteger", factors);
    Optional<RowMaximum> maximum =
        node.is("MatMul") ? RowMaximum.of(graph, node) : Optional.empty();
    if (maximum.isPresent()) {
      integers = maximum.get().ofIntegers(graph, integers);
    }
    String floats =
        graph.node("Cast", List.of(integers), Map.of("to", (long) ElementType.FLOAT.code()));
    String scaled = graph.node("Mul", List.of(floats, scale(left, weight, node.real("alpha", 1))));
    if (node.inputs().size() > 2 && !node.inputs().get(2).isEmpty()) {
      scaled = graph.node("Add", List.of(scaled, node.inputs().get(2)));
    }
    graph.remove(node);
    maximum.ifPresent(rows -> rows.remove(graph));
    graph.rename(scaled, maximum.map(RowMaximum::maximum).orElse(node).output());
  }

  private String scale(Twin left, Weight weight, float alpha) {
    float factor = alpha * (float) left.fixedScale().orElse(1);
    float[] scales = weight.scales.clone();
    for (int i = 0; i < scales.length; i++) {
      scales[i] *= factor;
    }
    String constant = graph.initializer(weight.quantized + "_scale", scales, scales.length);
    return left.fixedScale().isPresent()
        ? constant
        : graph.node("Mul", List.of(left.scale(), constant));
  }

  /** What became of the matrices. */
  List<Shrunk> shrunk() {
    return shrunk;
  }

  private Weight quantize(Node node) {
    String name = node.inputs().get(1);
    Tensor tensor = graph.constant(name).orElseThrow();
    boolean isTransposed = node.integer("transB", 0) != 0;
    int rows = (int) tensor.dims()[isTransposed ? 1 : 0];
    int columns = (int) tensor.dims()[isTransposed ? 0 : 1];
    float[] elements = isTransposed ? transpose(tensor.floats(), columns, rows) : tensor.floats();
    byte[] quantized = new byte[elements.length];
    float[] scales = new float[columns];
    byte[] zeroPoints = new byte[columns];
    ErrorSum error = new ErrorSum();
    Range whole = code.range(elements, 0, columns);
    for (int column = 0; column < columns; column++) {
      Range range = code.isWhole() ? whole : code.range(elements, column, columns);
      Affine affine = Affine.of(range, code.bits());
      Symmetric symmetric = Symmetric.of(Math.max(-range.min(), range.max()), code.bits());
      scales[column] = code.isAffine() ? affine.scale() : symmetric.scale();
      zeroPoints[column] = (byte) affine.zeroPoint();
      for (int i = column; i < elements.length; i += columns) {
        float x = elements[i];
        if (code.isAffine()) {
          quantized[i] = (byte) affine.quantize(x);
          error.add(x, affine.dequantize(Byte.toUnsignedInt(quantized[i])));
        } else {
          quantized[i] = symmetric.quantize(x);
          error.add(x, symmetric.dequantize(quantized[i]));
        }
      }
    }
    shrunk.add(Shrunk.of(name, tensor, code.bits(), bytes(rows, columns), error));
    return weight(name, new Tensor[] {packed(quantized, rows, columns), zeros(zeroPoints)}, scales);
  }

  private long bytes(long rows, long columns) {
    return columns * (rows + Float.BYTES + (code.isAffine() ? 1 : 0));
  }

  private Weight weight(String name, Tensor[] packed, float[] scales) {
    String quantized = graph.initializer(name + "_quantized", packed[0]);
    return new Weight(
        quantized,
        scales,
        code.isAffine() ? List.of(graph.initializer(name + "_zero_points", packed[1])) : List.of());
  }

  private Tensor packed(byte[] quantized, int rows, int columns) {
    return code.isAffine()
        ? Tensor.ofUnsigned(quantized, rows, columns)
        : Tensor.of(quantized, rows, columns);
  }

  private static Tensor zeros(byte[] zeroPoints) {
    return Tensor.ofUnsigned(zeroPoints, zeroPoints.length);
  }

  private static float[] transpose(float[] elements, int rows, int columns) {
    float[] transposed = new float[elements.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = elements[row * columns + column];
      }
    }
    return transposed;
  }
}

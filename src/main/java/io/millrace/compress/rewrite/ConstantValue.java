package io.millrace.compress.rewrite;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Node;
import io.millrace.compress.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/** What a node makes of constants, for the operators that exporters leave on constants. */
final class ConstantValue {
  private ConstantValue() {}

  /** The value; none for operators, types and axes that are not known here. */
  static Optional<Tensor> of(Node node, List<Tensor> inputs) {
    if (!node.domain().isEmpty()) {
      return Optional.empty();
    }
    return switch (node.opType()) {
      case "Constant" ->
          Optional.ofNullable(node.attributes().get("value"))
              .filter(Tensor.class::isInstance)
              .map(Tensor.class::cast);
      case "Identity" -> Optional.of(inputs.getFirst());
      case "Shape" ->
          node.attributes().isEmpty()
              ? Optional.of(longs(inputs.getFirst().dims()))
              : Optional.empty();
      case "Unsqueeze" -> axes(node, inputs).flatMap(axes -> unsqueeze(inputs.getFirst(), axes));
      case "Transpose" -> transpose(node, inputs.getFirst());
      case "Concat" -> concat(inputs);
      case "Gather" -> gather(node, inputs.get(0), inputs.get(1));
      case "Cast" -> cast(inputs.getFirst(), node.integer("to", 0));
      case "Add" -> whole(inputs, Long::sum);
      case "Sub" -> whole(inputs, (a, b) -> a - b);
      case "Mul" -> whole(inputs, (a, b) -> a * b);
      default -> Optional.empty();
    };
  }

  private static Optional<long[]> axes(Node node, List<Tensor> inputs) {
    if (node.attributes().get("axes") instanceof List<?> axes) {
      return Optional.of(axes.stream().mapToLong(axis -> (long) axis).toArray());
    }
    return inputs.size() > 1 ? Optional.of(inputs.get(1).longs()) : Optional.empty();
  }

  private static Optional<Tensor> unsqueeze(Tensor tensor, long[] axes) {
    int rank = tensor.dims().length + axes.length;
    long[] dims = new long[rank];
    for (long axis : axes) {
      dims[(int) (axis < 0 ? axis + rank : axis)] = 1;
    }
    int from = 0;
    for (int i = 0; i < rank; i++) {
      dims[i] = dims[i] == 1 ? 1 : tensor.dims()[from++];
    }
    return Optional.of(new Tensor(tensor.type(), dims, tensor.data()));
  }

  private static Optional<Tensor> transpose(Node node, Tensor tensor) {
    boolean isMatrix = tensor.dims().length == 2;
    boolean isSwap =
        List.of(1L, 0L).equals(node.attributes().getOrDefault("perm", List.of(1L, 0L)));
    if (!isMatrix || !isSwap) {
      return Optional.empty();
    }
    int rows = Math.toIntExact(tensor.dims()[0]);
    int columns = Math.toIntExact(tensor.dims()[1]);
    int bytes = tensor.type().bytes();
    byte[] data = new byte[tensor.data().length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int from = (row * columns + column) * bytes;
        System.arraycopy(tensor.data(), from, data, (column * rows + row) * bytes, bytes);
      }
    }
    return Optional.of(new Tensor(tensor.type(), new long[] {columns, rows}, data));
  }

  /** Of rows of whole numbers, as shapes are. */
  private static Optional<Tensor> concat(List<Tensor> inputs) {
    List<Long> all = new ArrayList<>();
    for (Tensor input : inputs) {
      if (input.type() != ElementType.INT64 || input.dims().length != 1) {
        return Optional.empty();
      }
      Arrays.stream(input.longs()).forEach(all::add);
    }
    return Optional.of(longs(all.stream().mapToLong(Long::longValue).toArray()));
  }

  /** One number of a row. */
  private static Optional<Tensor> gather(Node node, Tensor row, Tensor place) {
    boolean isPick =
        row.type() == ElementType.INT64
            && row.dims().length == 1
            && place.count() == 1
            && node.integer("axis", 0) == 0;
    if (!isPick) {
      return Optional.empty();
    }
    long at = place.longs()[0];
    long number = row.longs()[(int) (at < 0 ? at + row.count() : at)];
    return Optional.of(Tensor.of(new long[] {number}, place.dims()));
  }

  /** Between whole numbers and floats, of few: weights of half precision stay what they are. */
  private static Optional<Tensor> cast(Tensor tensor, long to) {
    boolean isWhole = tensor.type() == ElementType.INT64 || tensor.type() == ElementType.INT32;
    if (tensor.type().code() == to) {
      return Optional.of(tensor);
    }
    if (isWhole && to == ElementType.INT64.code()) {
      return Optional.of(Tensor.of(tensor.longs(), tensor.dims()));
    }
    if (isWhole && to == ElementType.FLOAT.code()) {
      long[] numbers = tensor.longs();
      float[] floats = new float[numbers.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = numbers[i];
      }
      return Optional.of(Tensor.of(floats, tensor.dims()));
    }
    return Optional.empty();
  }

  private static Optional<Tensor> whole(List<Tensor> inputs, LongBinaryOperator operator) {
    Tensor one = inputs.get(0);
    Tensor other = inputs.get(1);
    boolean isPair =
        one.type() == ElementType.INT64
            && other.type() == ElementType.INT64
            && one.count() == 1
            && Arrays.equals(one.dims(), other.dims());
    return isPair
        ? Optional.of(
            Tensor.of(
                new long[] {operator.applyAsLong(one.longs()[0], other.longs()[0])}, one.dims()))
        : Optional.empty();
  }

  private static Tensor longs(long[] numbers) {
    return Tensor.of(numbers, numbers.length);
  }
}

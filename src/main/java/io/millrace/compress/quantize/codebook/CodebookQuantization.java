package io.millrace.compress.quantize.codebook;

import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.Tensor;
import io.millrace.compress.quantize.ErrorSum;
import io.millrace.compress.quantize.Report;
import io.millrace.compress.quantize.Shrunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Stores the weights of a graph as codes, 1 to 8 bits each, and the few numbers they stand for.
 *
 * <p>The graph stays a plain ONNX graph that computes with floats: nodes read the codes ({@link
 * BitPlanes}) and look the numbers up, and ONNX Runtime runs those nodes once, when it loads the
 * model. So bytes are saved on disk, no time.
 *
 * <p>Weights are the constants of floats with two dimensions or more; biases and the like stay as
 * they are, and so does what would not shrink.
 *
 * <p>Immutable.
 *
 * @param method how levels are chosen
 * @param isByRow whether each row, by the first dimension, has levels of its own
 * @param seed of what is random in the choice
 */
public record CodebookQuantization(Method method, boolean isByRow, long seed) {
  /** Smaller constants stay: nothing to gain. */
  private static final int SMALLEST = 1024;

  /** The first version of ONNX's operators that has all that is needed. */
  private static final long OLDEST = 11;

  /** How levels are chosen. */
  public enum Method {
    /** Powers of two with a sign, and zero. */
    LOG,
    /** The means of clusters. */
    KMEANS
  }

  /** The constants that can be stored as codes. */
  public static List<String> weights(Graph graph) {
    List<String> names = new ArrayList<>();
    graph
        .initializers()
        .forEach(
            (name, tensor) -> {
              if (isWeight(tensor)) {
                names.add(name);
              }
            });
    return names;
  }

  private static boolean isWeight(Tensor tensor) {
    return tensor.type() == ElementType.FLOAT
        && tensor.dims().length >= 2
        && tensor.count() >= SMALLEST;
  }

  /**
   * Rewrites a graph in place.
   *
   * @param bits by constant, of {@link #weights}; others stay
   * @throws IllegalArgumentException if a weight is infinite, or the graph asks for operators too
   *     old
   */
  public Report rewrite(Graph graph, Map<String, Integer> bits) {
    long opset = graph.opsets().getOrDefault("", 0L);
    if (opset < OLDEST) {
      throw new IllegalArgumentException(
          "codes need operators of version %d or later, the model asks for version %d"
              .formatted(OLDEST, opset));
    }
    List<Shrunk> shrunk = new ArrayList<>();
    new LinkedHashMap<>(graph.initializers())
        .forEach(
            (name, tensor) -> {
              if (bits.containsKey(name)) {
                Coded coded = code(name, tensor, bits.get(name));
                if (coded.bytes() < tensor.data().length) {
                  coded.replace(graph);
                  shrunk.add(coded.report());
                }
              }
            });
    return new Report(shrunk, List.of());
  }

  private Coded code(String name, Tensor tensor, int bits) {
    float[] values = tensor.floats();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("initializer " + name + ": holds " + value);
      }
    }
    int rows = isByRow ? (int) tensor.dims()[0] : 1;
    int width = values.length / rows;
    SplittableRandom random = new SplittableRandom(seed);
    int[] codes = new int[values.length];
    float[] levels = new float[rows << bits];
    ErrorSum error = new ErrorSum();
    for (int row = 0; row < rows; row++) {
      float[] part =
          rows == 1 ? values : Arrays.copyOfRange(values, row * width, (row + 1) * width);
      Codebook book = book(part, bits, random.split());
      for (int i = 0; i < width; i++) {
        codes[row * width + i] = book.code(part[i]);
        error.add(part[i], book.levels()[book.code(part[i])]);
      }
      System.arraycopy(book.padded(1 << bits), 0, levels, row << bits, 1 << bits);
    }
    return new Coded(name, tensor, bits, codes, levels, error);
  }

  private Codebook book(float[] values, int bits, SplittableRandom random) {
    return switch (method) {
      case LOG -> Powers.of(values, bits);
      case KMEANS -> KMeans.of(values, bits, random);
    };
  }
}

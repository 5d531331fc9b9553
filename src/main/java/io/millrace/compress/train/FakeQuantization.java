package io.millrace.compress.train;

import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Emission;
import io.millrace.compress.arch.Rounding;
import io.millrace.compress.arch.TokenBatch;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.quantize.Affine;
import io.millrace.compress.quantize.LinearQuantization;
import io.millrace.compress.quantize.Range;
import io.millrace.compress.quantize.Symmetric;
import io.millrace.model.bundle.FloatTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes with the numbers that linear quantization will leave, so that training makes up for what
 * rounding costs.
 *
 * <p>Weights are rounded as {@link LinearQuantization} rounds them: the embedding table with one
 * scale, matrices with one a column. Token sums and pooled features are rounded to bytes with the
 * range of their batch, where the quantized graph does so; activations inside of deeper
 * architectures are not.
 *
 * <p>Before the first step and after each, numbers are clipped to where the squared error of
 * rounding was least at the start: the scale is that of the largest, and with few bits a single
 * large one would cost all others their detail.
 *
 * <p>Not for sharing.
 *
 * <p>Source: Jacob et al., Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference, CVPR 2018, section 3.
 */
final class FakeQuantization implements Regime, Rounding {
  private final boolean roundsSums;
  private final boolean roundsFeatures;
  private final ColumnRounding table;
  private final FloatTensor read;
  private final Map<String, ColumnRounding> matrices = new LinkedHashMap<>();

  /**
   * Clips the weights.
   *
   * @param bits of weights, 2 to 8
   */
  FakeQuantization(Architecture architecture, Weights weights, int bits) {
    List<String> rounded = roundedBy(Emission.graph(architecture, weights));
    this.roundsSums = rounded.contains("ScatterND");
    this.roundsFeatures = rounded.contains("");
    this.read = FloatTensor.zeros(weights.table().shape());
    this.table = ColumnRounding.whole(weights.table(), bits);
    weights
        .others()
        .forEach(
            (name, tensor) -> {
              if (isMatrix(name, tensor)) {
                matrices.put(name, ColumnRounding.byColumn(tensor, bits));
              }
            });
  }

  @Override
  public Rounding rounding() {
    return this;
  }

  @Override
  public Weights seen(Weights weights) {
    float[] data = weights.table().data();
    return with(new FloatTensor(weights.table().shape(), table.rounded(data)), weights);
  }

  @Override
  public Weights seen(Weights weights, TokenBatch batch) {
    float[] data = weights.table().data();
    Symmetric code = table.code(data, 0);
    int width = weights.table().length(1);
    batch.forEachId(
        (id, token) -> {
          for (int i = id * width; i < (id + 1) * width; i++) {
            read.data()[i] = code.dequantize(code.quantize(data[i]));
          }
        });
    return with(read, weights);
  }

  private Weights with(FloatTensor rows, Weights weights) {
    Map<String, FloatTensor> others = new LinkedHashMap<>(weights.others());
    matrices.forEach(
        (name, rounding) -> {
          FloatTensor matrix = weights.get(name);
          others.put(name, new FloatTensor(matrix.shape(), rounding.rounded(matrix.data())));
        });
    return new Weights(rows, others);
  }

  @Override
  public void hold(Weights weights, TokenBatch batch) {
    matrices.forEach((name, rounding) -> rounding.clip(weights.get(name).data()));
    int width = weights.table().length(1);
    batch.forEachId((id, token) -> table.clip(weights.table().data(), id * width, width));
  }

  @Override
  public float[] sums(float[] values) {
    return roundsSums ? bytes(values) : values;
  }

  @Override
  public float[] features(float[] values) {
    return roundsFeatures ? bytes(values) : values;
  }

  private static float[] bytes(float[] values) {
    float min = 0;
    float max = 0;
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    Affine code = Affine.of(new Range(min, max));
    for (int i = 0; i < values.length; i++) {
      values[i] = code.dequantize(code.quantize(values[i]));
    }
    return values;
  }

  /**
   * Which operators make the values that the quantized graph rounds; "" stands for the features.
   */
  private static List<String> roundedBy(Graph graph) {
    String features =
        graph.nodes().stream()
            .filter(node -> node.is("MatMul") && node.inputs().get(1).startsWith("dense.weight"))
            .map(node -> node.inputs().getFirst())
            .findFirst()
            .orElseThrow();
    List<String> operators = new ArrayList<>();
    for (String value : LinearQuantization.observed(graph)) {
      operators.add(value.equals(features) ? "" : graph.producer(value).orElseThrow().opType());
    }
    return operators;
  }

  private static boolean isMatrix(String name, FloatTensor tensor) {
    return tensor.shape().length >= 2 && (name.endsWith(".weight") || name.endsWith(".pointwise"));
  }
}

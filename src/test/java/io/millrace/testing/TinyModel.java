package io.millrace.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.millrace.model.text.NgramSettings;
import io.millrace.model.text.NgramTokenizer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds ONNX models of a few hundred bytes: a bag of words whose embedding rows are the logits.
 *
 * <pre>
 * ngrams [batch, length, width] -> Gather(rows [buckets, labels]) -> ReduceSum(1, 2) -> logits [batch, labels]
 * </pre>
 */
public final class TinyModel {
  private TinyModel() {}

  /** A bag of hashed words; row 0, the padding, is zero. */
  public static byte[] ofWords(NgramSettings settings, int labels, Map<String, float[]> words) {
    float[] rows = new float[settings.buckets() * labels];
    NgramTokenizer tokenizer = new NgramTokenizer(settings);
    Set<Integer> taken = new HashSet<>();
    words.forEach(
        (word, logits) -> {
          int row = tokenizer.wordIds(word)[0];
          if (!taken.add(row)) {
            throw new IllegalArgumentException(word + " shares its row with another word");
          }
          System.arraycopy(logits, 0, rows, row * labels, labels);
        });
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("tiny")
            .addInput(value("ngrams", TensorProto.DataType.INT32, "batch", "length", "width"))
            .addOutput(value("logits", TensorProto.DataType.FLOAT, "batch", "labels"))
            .addInitializer(floats("rows", rows, settings.buckets(), labels))
            .addInitializer(longs("axes", 1, 2))
            .addNode(node("Gather", "gathered", "rows", "ngrams"))
            .addNode(sum("logits", "gathered", "axes"));
    return model(graph);
  }

  /**
   * A bag of word pieces: the mask multiplies each row, so that padding adds nothing although row 0
   * is not zero.
   *
   * @param rows {@code [vocabulary, labels]}
   * @param inputs the input names, in the order the graph declares them
   */
  public static byte[] ofPieces(float[][] rows, List<String> inputs) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    GraphProto.Builder graph = GraphProto.newBuilder().setName("pieces");
    inputs.forEach(
        name -> graph.addInput(value(name, TensorProto.DataType.INT64, "batch", "length")));
    graph
        .addOutput(value("logits", TensorProto.DataType.FLOAT, "batch", "labels"))
        .addInitializer(floats("rows", flat, rows.length, rows[0].length))
        .addInitializer(longs("last", 2))
        .addInitializer(longs("axes", 1))
        .addNode(node("Gather", "gathered", "rows", "input_ids"))
        .addNode(
            node("Cast", "mask", "attention_mask").toBuilder()
                .addAttribute(integer("to", TensorProto.DataType.FLOAT.getNumber())))
        .addNode(node("Unsqueeze", "column", "mask", "last"))
        .addNode(node("Mul", "masked", "gathered", "column"))
        .addNode(sum("logits", "masked", "axes"));
    return model(graph);
  }

  static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("millrace-tests")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  static NodeProto sum(String output, String... inputs) {
    return node("ReduceSum", output, inputs).toBuilder()
        .addAttribute(integer("keepdims", 0))
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static ValueInfoProto value(String name, TensorProto.DataType type, String... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (String dimension : shape) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  static TensorProto floats(String name, float[] values, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long size : shape) {
      tensor.addDims(size);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }
}

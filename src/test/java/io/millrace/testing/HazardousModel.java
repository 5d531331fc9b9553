package io.millrace.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.millrace.model.text.NgramSettings;
import io.millrace.model.text.NgramTokenizer;
import java.util.Map;

/**
 * A model that knows words, and some that do it harm: one fails the whole call, one makes the
 * logits of its row not a number, one takes as long as it is told.
 *
 * <pre>
 * ngrams -> Gather(rows)  -> ReduceSum(1, 2) ------------------------------------> Add -> logits
 *        -> Gather(fatal) -> ReduceSum(1, 2) -> Gather(a table of one row) -----> Add
 *        -> Gather(trips) -> ReduceMax -> Loop(so many products of matrices) ---> Add
 * </pre>
 */
public final class HazardousModel {
  /** Fails every call it is part of: it looks up a row that is not there. */
  public static final String FATAL = "boom";

  /** Makes its own logits NaN. */
  public static final String NAN = "nan";

  /** Takes the trips of the loop. */
  public static final String SLOW = "molasses";

  private static final int WIDTH = 64;

  private HazardousModel() {}

  /**
   * A bag of words with hazards.
   *
   * @param trips of the loop when the slow word is in the batch; some 20 us each
   */
  public static byte[] of(
      NgramSettings settings, int labels, Map<String, float[]> words, long trips) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("hazardous")
            .addInput(
                TinyModel.value("ngrams", TensorProto.DataType.INT32, "batch", "length", "width"))
            .addOutput(TinyModel.value("logits", TensorProto.DataType.FLOAT, "batch", "labels"))
            .addInitializer(rows(settings, labels, words))
            .addInitializer(TinyModel.longs("axes", 1, 2))
            .addNode(TinyModel.node("Gather", "gathered", "rows", "ngrams"))
            .addNode(TinyModel.sum("harmless", "gathered", "axes"));
    addFatal(graph, settings);
    addSlow(graph, settings, trips);
    graph
        .addNode(TinyModel.node("Add", "survived", "harmless", "fatalColumn"))
        .addNode(TinyModel.node("Add", "logits", "survived", "nothing"));
    return TinyModel.model(graph);
  }

  private static TensorProto rows(NgramSettings settings, int labels, Map<String, float[]> words) {
    float[] rows = new float[settings.buckets() * labels];
    words.forEach(
        (word, logits) -> System.arraycopy(logits, 0, rows, row(settings, word) * labels, labels));
    rows[row(settings, NAN) * labels] = Float.NaN;
    return TinyModel.floats("rows", rows, settings.buckets(), labels);
  }

  private static void addFatal(GraphProto.Builder graph, NgramSettings settings) {
    graph
        .addInitializer(only(settings, "fatal", FATAL, 1))
        .addInitializer(TinyModel.floats("oneRow", new float[] {0}, 1))
        .addInitializer(TinyModel.longs("last", 1))
        .addNode(TinyModel.node("Gather", "fatalOfId", "fatal", "ngrams"))
        .addNode(TinyModel.sum("fatalOfEvent", "fatalOfId", "axes"))
        .addNode(TinyModel.node("Gather", "fatalZero", "oneRow", "fatalOfEvent"))
        .addNode(TinyModel.node("Unsqueeze", "fatalColumn", "fatalZero", "last"));
  }

  private static void addSlow(GraphProto.Builder graph, NgramSettings settings, long trips) {
    NodeProto loop =
        NodeProto.newBuilder()
            .setName("loop")
            .setOpType("Loop")
            .addInput("tripsOfBatch")
            .addInput("")
            .addInput("matrix")
            .addOutput("product")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("body")
                    .setType(AttributeProto.AttributeType.GRAPH)
                    .setG(body()))
            .build();
    graph
        .addInitializer(only(settings, "trips", SLOW, trips))
        .addInitializer(TinyModel.floats("matrix", new float[WIDTH * WIDTH], WIDTH, WIDTH))
        .addNode(TinyModel.node("Gather", "tripsOfId", "trips", "ngrams"))
        .addNode(
            TinyModel.node("ReduceMax", "tripsOfBatch", "tripsOfId").toBuilder()
                .addAttribute(TinyModel.integer("keepdims", 0)))
        .addNode(loop)
        .addNode(
            TinyModel.node("ReduceSum", "nothing", "product").toBuilder()
                .addAttribute(TinyModel.integer("keepdims", 0)));
  }

  /** One trip: the state times a matrix of the graph around it. */
  private static GraphProto body() {
    return GraphProto.newBuilder()
        .setName("body")
        .addInput(TinyModel.value("trip", TensorProto.DataType.INT64))
        .addInput(TinyModel.value("goesOn", TensorProto.DataType.BOOL))
        .addInput(state("state"))
        .addOutput(TinyModel.value("stillGoesOn", TensorProto.DataType.BOOL))
        .addOutput(state("next"))
        .addNode(TinyModel.node("Identity", "stillGoesOn", "goesOn"))
        .addNode(TinyModel.node("MatMul", "next", "state", "matrix"))
        .build();
  }

  private static ValueInfoProto state(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())))
        .build();
  }

  private static TensorProto only(NgramSettings settings, String name, String word, long value) {
    long[] values = new long[settings.buckets()];
    values[row(settings, word)] = value;
    return TinyModel.longs(name, values);
  }

  private static int row(NgramSettings settings, String word) {
    return new NgramTokenizer(settings).wordIds(word)[0];
  }
}

package io.millrace.compress.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/** From graphs to protobuf messages. */
final class ProtoWriter {
  /** The first version of the format that knows every operator of {@link Graph#OPSET}. */
  private static final long IR_VERSION = 8;

  private ProtoWriter() {}

  static ModelProto model(Graph graph) {
    GraphProto.Builder proto = GraphProto.newBuilder().setName("millrace");
    graph.inputs().forEach(input -> proto.addInput(value(input)));
    graph.outputs().forEach(output -> proto.addOutput(value(output)));
    graph.initializers().forEach((name, tensor) -> proto.addInitializer(tensor(name, tensor)));
    graph.nodes().forEach(node -> proto.addNode(node(node)));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("millrace")
            .setGraph(proto);
    graph
        .opsets()
        .forEach(
            (domain, version) ->
                model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    return model.build();
  }

  private static ValueInfoProto value(Value value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dim : value.dims()) {
      boolean fixed = dim.chars().allMatch(Character::isDigit) && !dim.isEmpty();
      shape.addDim(
          fixed
              ? Dimension.newBuilder().setDimValue(Long.parseLong(dim))
              : Dimension.newBuilder().setDimParam(dim));
    }
    TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(value.type().code());
    if (!value.dims().isEmpty()) {
      type.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(value.name())
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private static TensorProto tensor(String name, Tensor tensor) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(tensor.type().code())
        .addAllDims(Arrays.stream(tensor.dims()).boxed().toList())
        .setRawData(ByteString.copyFrom(tensor.data()))
        .build();
  }

  private static NodeProto node(Node node) {
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setName(node.name())
            .setOpType(node.opType())
            .addAllInput(node.inputs())
            .addAllOutput(node.outputs());
    if (!node.domain().isEmpty()) {
      proto.setDomain(node.domain());
    }
    node.attributes()
        .forEach(
            (name, value) ->
                proto.addAttribute(
                    attribute(node, AttributeProto.newBuilder().setName(name), value)));
    return proto.build();
  }

  private static AttributeProto.Builder attribute(
      Node node, AttributeProto.Builder proto, Object value) {
    return switch (value) {
      case Long integer -> proto.setType(AttributeType.INT).setI(integer);
      case Float real -> proto.setType(AttributeType.FLOAT).setF(real);
      case String text -> proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
      case Tensor tensor -> proto.setType(AttributeType.TENSOR).setT(tensor("", tensor));
      case List<?> list -> list(node, proto, list);
      default -> throw unsupported(node, proto.getName(), value);
    };
  }

  private static AttributeProto.Builder list(
      Node node, AttributeProto.Builder proto, List<?> list) {
    for (Object element : list) {
      switch (element) {
        case Long integer -> proto.addInts(integer);
        case Float real -> proto.addFloats(real);
        case String text -> proto.addStrings(ByteString.copyFromUtf8(text));
        default -> throw unsupported(node, proto.getName(), element);
      }
    }
    boolean isFloats = proto.getFloatsCount() > 0;
    boolean isStrings = proto.getStringsCount() > 0;
    return proto.setType(
        isFloats ? AttributeType.FLOATS : isStrings ? AttributeType.STRINGS : AttributeType.INTS);
  }

  private static InvalidGraphException unsupported(Node node, String attribute, Object value) {
    return new InvalidGraphException(
        "%s: attribute %s: %s is not supported"
            .formatted(node, attribute, value.getClass().getSimpleName()));
  }
}

package io.millrace.compress.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** From protobuf messages to graphs; refuses what a graph cannot hold. */
final class ProtoReader {
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx.ml", Node.MICROSOFT);

  /** Below 7, operators broadcast by attributes; above 25, ONNX Runtime 1.28 knows no operator. */
  private static final long OLDEST = 7;

  private static final long NEWEST = 25;

  private ProtoReader() {}

  static OnnxFile.Signature signature(ModelProto model) {
    requireModel(model);
    model.getOpsetImportList().forEach(ProtoReader::requireKnown);
    GraphProto graph = model.getGraph();
    Set<String> constants = new HashSet<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      requireNumbers(tensor);
      constants.add(tensor.getName());
    }
    return new OnnxFile.Signature(
        graph.getInputList().stream()
            .filter(input -> !constants.contains(input.getName()))
            .map(ProtoReader::value)
            .toList(),
        graph.getOutputList().stream().map(ProtoReader::value).toList());
  }

  private static void requireModel(ModelProto model) {
    if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
      throw new InvalidGraphException("not an ONNX model: no graph or no operator version in it");
    }
  }

  static Graph graph(ModelProto model) {
    requireModel(model);
    GraphProto proto = model.getGraph();
    Graph graph = new Graph();
    model.getOpsetImportList().forEach(opset -> opset(graph, opset));
    proto.getInitializerList().forEach(tensor -> initializer(graph, tensor));
    proto.getInputList().stream()
        .filter(input -> !graph.initializers().containsKey(input.getName()))
        .forEach(input -> input(graph, input));
    for (int i = 0; i < proto.getNodeCount(); i++) {
      graph.add(node(proto.getNode(i), i));
    }
    proto.getOutputList().forEach(output -> graph.declareOutput(value(output)));
    return graph;
  }

  private static void requireKnown(OperatorSetIdProto opset) {
    long version = opset.getVersion();
    if (domain(opset.getDomain()).isEmpty() && (version < OLDEST || version > NEWEST)) {
      throw new InvalidGraphException(
          "opset: expected %d to %d, found %d".formatted(OLDEST, NEWEST, version));
    }
  }

  private static void opset(Graph graph, OperatorSetIdProto opset) {
    requireKnown(opset);
    String domain = domain(opset.getDomain());
    if (DOMAINS.contains(domain)) {
      graph.opset(domain, opset.getVersion());
    }
  }

  /** ONNX's own operators may be asked for under their domain's name, too. */
  private static String domain(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private static void initializer(Graph graph, TensorProto proto) {
    requireNumbers(proto);
    String where = "initializer " + proto.getName();
    graph.initializer(proto.getName(), TensorReader.tensor(proto, where));
  }

  /** Elements must lie in the file, and each be a number. */
  private static void requireNumbers(TensorProto proto) {
    String where = "initializer " + proto.getName();
    TensorReader.requireInside(proto, where);
    boolean isFloat = proto.getDataType() == ElementType.FLOAT.code();
    if (isFloat && TensorReader.tensor(proto, where).hasNan()) {
      throw new InvalidGraphException(where + ": holds NaN");
    }
  }

  private static void input(Graph graph, ValueInfoProto proto) {
    Value value = value(proto);
    graph.input(value.name(), value.type(), value.dims().toArray(String[]::new));
  }

  private static Value value(ValueInfoProto proto) {
    String where = "value " + proto.getName();
    if (!proto.getType().hasTensorType()) {
      throw new InvalidGraphException(where + ": expected a tensor");
    }
    TypeProto.Tensor type = proto.getType().getTensorType();
    List<String> dims = new ArrayList<>();
    for (int i = 0; i < type.getShape().getDimCount(); i++) {
      Dimension dim = type.getShape().getDim(i);
      dims.add(
          dim.hasDimValue()
              ? Long.toString(dim.getDimValue())
              : dim.getDimParam().isEmpty() ? proto.getName() + "_" + i : dim.getDimParam());
    }
    return new Value(proto.getName(), ElementType.of(type.getElemType(), where), dims);
  }

  private static Node node(NodeProto proto, int index) {
    String name = proto.getName().isEmpty() ? proto.getOpType() + "#" + index : proto.getName();
    String domain = domain(proto.getDomain());
    String where = "node " + name + " (" + proto.getOpType() + ")";
    if (!DOMAINS.contains(domain)) {
      throw new InvalidGraphException(where + ": operator domain " + domain + " is not known");
    }
    Map<String, Object> attributes = new TreeMap<>();
    for (AttributeProto attribute : proto.getAttributeList()) {
      attributes.put(
          attribute.getName(), attribute(attribute, where + ": attribute " + attribute.getName()));
    }
    return new Node(
        name, domain, proto.getOpType(), proto.getInputList(), proto.getOutputList(), attributes);
  }

  private static Object attribute(AttributeProto proto, String where) {
    return switch (proto.getType()) {
      case INT -> proto.getI();
      case FLOAT -> proto.getF();
      case STRING -> proto.getS().toStringUtf8();
      case TENSOR -> TensorReader.tensor(proto.getT(), where);
      case INTS -> proto.getIntsList();
      case FLOATS -> proto.getFloatsList();
      case STRINGS -> proto.getStringsList().stream().map(ByteString::toStringUtf8).toList();
      default ->
          throw new InvalidGraphException(where + ": " + proto.getType() + " is not supported");
    };
  }
}

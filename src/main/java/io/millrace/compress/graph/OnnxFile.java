package io.millrace.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;

/**
 * Graphs on disk, as {@code model.onnx}.
 *
 * <p>Source: ONNX, Open Neural Network Exchange Intermediate Representation, version 8.
 */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * What a model takes and gives; its nodes may be any.
   *
   * <p>Immutable.
   */
  public record Signature(List<Value> inputs, List<Value> outputs) {}

  /**
   * Reads the signature of a model that need not be one that {@link #load} can hold.
   *
   * @throws InvalidGraphException if the file is truncated or no ONNX model, keeps weights outside
   *     of itself or holds weights that are no numbers, or asks for operators of an unknown
   *     version; names the file
   */
  public static Signature signature(Path file) throws IOException {
    return parse(file, ProtoReader::signature);
  }

  /**
   * Reads a graph.
   *
   * @throws InvalidGraphException if the file is truncated or no ONNX model, keeps weights outside
   *     of itself, asks for operators of unknown domain or version, holds a subgraph or a weight
   *     that is not a number; names the file and the node or tensor
   */
  public static Graph load(Path file) throws IOException {
    return parse(
        file,
        model -> {
          Graph graph = ProtoReader.graph(model);
          graph.requireValid();
          return graph;
        });
  }

  private static <T> T parse(Path file, Function<ModelProto, T> reading) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return reading.apply(ModelProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidGraphException(
          file + ": not an ONNX model, or truncated: " + e.getMessage(), e);
    } catch (InvalidGraphException e) {
      throw new InvalidGraphException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a graph; the same graph gives the same bytes. The file appears whole or not at all.
   *
   * @throws InvalidGraphException if names do not join up, naming the node or value
   */
  public static void save(Graph graph, Path file) throws IOException {
    graph.requireValid();
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(aside, ProtoWriter.model(graph).toByteArray());
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}

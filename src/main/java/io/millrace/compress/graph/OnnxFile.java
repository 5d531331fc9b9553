package io.millrace.compress.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Graphs on disk, as {@code model.onnx}.
 *
 * <p>Source: ONNX, Open Neural Network Exchange Intermediate Representation, version 8.
 */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Reads a graph.
   *
   * @throws InvalidGraphException if the file is truncated or no ONNX model, keeps weights outside
   *     of itself, asks for operators of unknown domain or version, holds a subgraph or a weight
   *     that is not a number; names the file and the node or tensor
   */
  public static Graph load(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      Graph graph = ProtoReader.graph(ModelProto.parseFrom(bytes));
      graph.requireValid();
      return graph;
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

package io.millrace.compress.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are models, and what is said of those that are not. */
class OnnxFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void save() throws IOException {
    file = directory.resolve("model.onnx");
    OnnxFile.save(GraphTest.dense(), file);
  }

  @Test
  void writesTheSameBytesEachTime() throws IOException {
    byte[] first = Files.readAllBytes(file);

    OnnxFile.save(OnnxFile.load(file), file);

    assertThat(Files.readAllBytes(file)).isEqualTo(first);
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> OnnxFile.load(file))
          .as("cut to %d of %d bytes", length, whole.length)
          .isInstanceOf(InvalidGraphException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void readsElementsFromTypedFields() throws IOException {
    edit(
        model ->
            model
                .getGraphBuilder()
                .getInitializerBuilder(1)
                .clearRawData()
                .addAllFloatData(java.util.List.of(1f, 2f, 3f)));

    assertThat(OnnxFile.load(file).initializers().get("bias").floats()).containsExactly(1, 2, 3);
  }

  @Test
  void refusesWeightsThatAreNoNumbers() throws IOException {
    edit(
        model ->
            model
                .getGraphBuilder()
                .getInitializerBuilder(1)
                .clearRawData()
                .addAllFloatData(java.util.List.of(1f, Float.NaN, 3f)));

    refuses("initializer bias: holds NaN");
  }

  @Test
  void refusesWeightsInAnotherFile() throws IOException {
    edit(
        model ->
            model
                .getGraphBuilder()
                .getInitializerBuilder(0)
                .setDataLocation(DataLocation.EXTERNAL));

    refuses("initializer weight: its elements lie in another file");
  }

  @Test
  void refusesStrings() throws IOException {
    edit(
        model ->
            model
                .getGraphBuilder()
                .getInitializerBuilder(0)
                .setDataType(TensorProto.DataType.STRING_VALUE));

    refuses("initializer weight: element type 8 is not supported");
  }

  @Test
  void refusesUnknownOperatorVersions() throws IOException {
    edit(model -> model.getOpsetImportBuilder(0).setVersion(99));

    refuses("opset: expected 7 to 25, found 99");
  }

  @Test
  void refusesUnknownDomains() throws IOException {
    edit(model -> model.getGraphBuilder().getNodeBuilder(0).setDomain("org.example"));

    refuses("node MatMul (MatMul): operator domain org.example is not known");
  }

  @Test
  void refusesSubgraphs() throws IOException {
    edit(
        model ->
            model
                .getGraphBuilder()
                .getNodeBuilder(0)
                .addAttributeBuilder()
                .setName("body")
                .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.GRAPH));

    refuses("node MatMul (MatMul): attribute body: GRAPH is not supported");
  }

  private void edit(Consumer<ModelProto.Builder> change) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(model);
    Files.write(file, model.build().toByteArray());
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> OnnxFile.load(file))
        .isInstanceOf(InvalidGraphException.class)
        .hasMessageContaining(file + ": ")
        .hasMessageContaining(message);
  }
}

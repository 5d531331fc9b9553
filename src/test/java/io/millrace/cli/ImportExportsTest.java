package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.millrace.compress.graph.BertGraph;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.ElementType;
import io.millrace.compress.graph.Graph;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.graph.Tensor;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.testing.ForeignModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exports of the usual encoders: taken, rewritten, or refused in one line. */
class ImportExportsTest {
  private static final int PLACES = BertGraph.PLACES - 4;

  @TempDir private Path directory;
  private Path onnx;
  private Path tokenizer;
  private Path labels;
  private Path out;

  @BeforeEach
  void name() {
    onnx = directory.resolve("theirs.onnx");
    tokenizer = directory.resolve("theirs.json");
    labels = directory.resolve("labels.txt");
    out = directory.resolve("stage");
  }

  private CommandRun run(Object... more) {
    List<Object> arguments =
        new java.util.ArrayList<>(
            List.of(
                "import",
                "--onnx",
                onnx,
                "--tokenizer",
                tokenizer,
                "--labels",
                labels,
                "--out",
                out));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "BERT,11",
    "BERT,14",
    "DISTILBERT,12",
    "DISTILBERT,17",
    "MINILM,13",
    "MINILM,18",
    "XLM,16",
    "XLM,21"
  })
  void takesWhatExportersWrite(Family family, long opset) throws IOException {
    writeForeign(BertGraph.of(family, opset));

    CommandRun run = run("--max-tokens", PLACES);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(StageDirectory.read(out).manifest().inputs()).isEqualTo(BertGraph.inputs(family));
  }

  @Test
  void rewritesWhatItTakesAndNamesWhatItLeaves() throws IOException {
    Graph graph = BertGraph.of(Family.BERT, 14);
    String hidden = graph.node("Identity", List.of("logits"));
    graph.output(hidden, "hidden_states", ElementType.FLOAT, "batch", "3");
    writeForeign(graph);

    CommandRun run = run("--max-tokens", PLACES);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "outputs dropped: [hidden_states]",
            "left as it was: node Sqrt (Sqrt): opset 14 has no LayerNormalization",
            "nodes in the place of " + graph.nodes().size());
    assertThat(OnnxFile.load(out.resolve(StageDirectory.MODEL)).nodes().size())
        .isLessThan(graph.nodes().size());
  }

  @Test
  void takesAModelByteForByte() throws IOException {
    writeForeign(BertGraph.of(Family.BERT, 14));

    run("--max-tokens", PLACES, "--as-is");

    assertThat(out.resolve(StageDirectory.MODEL)).hasSameBinaryContentAs(onnx);
  }

  private void writeForeign(Graph graph) throws IOException {
    OnnxFile.save(graph, onnx);
    ForeignModel.writeTokenizer(tokenizer);
    Files.write(labels, ForeignModel.LABELS);
  }

  @Test
  void refusesATokenizerOfMorePiecesThanTheModelHas() throws IOException {
    writeForeign(BertGraph.of(Family.BERT, 14));
    Files.writeString(
        tokenizer, Files.readString(tokenizer).replace("\"a\":4", "\"a\":4,\"zz\":30"));

    refuses("theirs.json: gives ids up to 30, but " + onnx + " has rows for 0 to 29 only");
  }

  @Test
  void refusesAFixedBatch() throws IOException {
    Graph graph = new Graph();
    graph.input("input_ids", ElementType.INT64, "1", "length");
    graph.input("attention_mask", ElementType.INT64, "1", "length");
    String sum = graph.node("Add", List.of("input_ids", "attention_mask"));
    String logits = graph.node("Cast", List.of(sum), Map.of("to", 1L));
    graph.output(logits, "logits", ElementType.FLOAT, "1", "2");
    writeForeign(graph);

    refuses(
        "theirs.onnx: input input_ids: expected [batch, length] of any size, found [1, length]");
  }

  @Test
  void refusesADynamicRank() throws IOException {
    Graph graph = new Graph();
    graph.input("input_ids", ElementType.INT64);
    graph.input("attention_mask", ElementType.INT64);
    String sum = graph.node("Add", List.of("input_ids", "attention_mask"));
    String logits = graph.node("Cast", List.of(sum), Map.of("to", 1L));
    graph.output(logits, "logits", ElementType.FLOAT, "batch", "2");
    writeForeign(graph);

    refuses("theirs.onnx: input input_ids: expected [batch, length] of any size, found no shape");
  }

  @Test
  void refusesWeightsThatAreNoNumbers() throws IOException {
    Graph graph = BertGraph.of(Family.BERT, 14);
    float[] bias = new float[BertGraph.WIDTH];
    bias[3] = Float.NaN;
    graph.setInitializer("pooler.bias", Tensor.of(bias, bias.length));
    writeForeign(graph);

    refuses("theirs.onnx: initializer pooler.bias: holds NaN");
  }

  @Test
  void refusesAnUnknownOpset() throws IOException {
    writeForeign(BertGraph.of(Family.BERT, 14));
    byte[] bytes =
        ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder()
            .setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(99))
            .build()
            .toByteArray();
    Files.write(onnx, bytes);

    refuses("theirs.onnx: opset: expected 7 to 25, found 99");
  }

  @Test
  void refusesWeightsInAnotherFile() throws IOException {
    writeForeign(BertGraph.of(Family.BERT, 14));
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(onnx)).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    Files.write(onnx, model.build().toByteArray());

    refuses("its elements lie in another file; save the model as one file");
  }

  private void refuses(String message) {
    CommandRun run = run();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(out).doesNotExist();
  }
}

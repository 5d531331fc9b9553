package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.compress.arch.Architecture;
import io.millrace.compress.arch.Weights;
import io.millrace.compress.graph.BertGraph.Family;
import io.millrace.compress.graph.OnnxFile;
import io.millrace.compress.prune.GraphWeights;
import io.millrace.compress.train.StageFiles;
import io.millrace.model.bundle.FloatTensor;
import io.millrace.model.bundle.Safetensors;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.testing.ForeignModel;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneCommandTest {
  @TempDir private Path directory;
  private Path stage;
  private Path data;
  private Path json;
  private Path out;

  @BeforeEach
  void writeStage() throws IOException {
    stage = directory.resolve("theirs");
    out = directory.resolve("small");
    json = directory.resolve("figures.json");
    data = TinyData.write(directory.resolve("data"));
    ForeignModel.writeStage(stage, Family.BERT, 14);
  }

  private CommandRun prune(String method, Object sparsity, Object... more) {
    Object[] fixed = {
      "prune", "--stage", stage, "--method", method, "--sparsity", sparsity, "--out", out
    };
    Object[] arguments = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, arguments, fixed.length, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void removesUnitsAndRows() throws IOException {
    CommandRun run = prune("structured", 0.5, "--data", data, "--json", json);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "attention heads: 4 of 8 stay, in 2 places",
            "units between two products: 32 of 64 stay, in 3 places",
            "rows of the vocabulary: 15 of 30 stay, in 1 places");
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    assertThat(figures.path("sparsity").doubleValue()).isEqualTo(0.5);
    assertThat(figures.path("bytesAfter").longValue())
        .isEqualTo(Files.size(out.resolve(StageDirectory.MODEL)))
        .isLessThan(figures.path("bytesBefore").longValue());
    assertThat(StageDirectory.read(out).manifest().provenance().commands())
        .last()
        .asString()
        .startsWith("prune --stage theirs --method structured --sparsity 0.5");
  }

  @Test
  void keepsRowsThatNoDataSpeaksAgainst() {
    CommandRun run = prune("structured", 0.5);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("only data says which pieces of the vocabulary occur")
        .doesNotContain("rows of the vocabulary:");
  }

  @Test
  void zeroesAnExactShareAndSaysThatNothingIsSaved() throws IOException {
    CommandRun run = prune("magnitude", 0.75, "--json", json);

    assertThat(run.status()).as(run.err()).isZero();
    // Whether time was, is for the clock to say.
    assertThat(run.out()).containsPattern("(neither bytes nor time|no bytes) were saved");
    Map<String, FloatTensor> weights =
        GraphWeights.of(OnnxFile.load(out.resolve(StageDirectory.MODEL)));
    long all = 0;
    long zeros = 0;
    for (FloatTensor tensor : weights.values()) {
      for (float number : tensor.data()) {
        all++;
        zeros += number == 0 ? 1 : 0;
      }
    }
    assertThat(zeros).isEqualTo(Math.round(0.75 * all));
  }

  @Test
  void leavesAStageOfOursTrainable() throws IOException {
    stage = directory.resolve("ours");
    Architecture conv = Architecture.parse("conv:embedding=8,channels=6,widths=1-2,buckets=90");
    StageFiles.write(
        stage,
        conv,
        conv.initial(TinyBundle.LABELS.size(), 1),
        TinyBundle.LABELS,
        new StageFiles.Origin(
            new StageManifest.Provenance(List.of("train"), 1, null, "tiny", "CC0"), Map.of()));

    CommandRun run = prune("structured", 0.5, "--data", data, "--units", "channels,embedding");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "convolution channels: 6 of 12 stay, in 2 places",
            "numbers of an embedding: 4 of 8 stay, in 1 places");
    StageDirectory pruned = StageDirectory.read(out);
    assertThat(pruned.manifest().architecture())
        .startsWith("conv:embedding=4,channels=3,widths=1-2,buckets=90");
    Architecture smaller = Architecture.parse(pruned.manifest().architecture());
    Weights weights = smaller.initial(TinyBundle.LABELS.size(), 2);
    StageFiles.load(out, weights);
    assertThat(weights.get("conv2.weight").data())
        .isEqualTo(
            Safetensors.read(out.resolve(StageDirectory.WEIGHTS)).get("conv2.weight").data());
  }

  @Test
  void refusesASparsityOutOfRange() {
    for (String sparsity : new String[] {"1", "-0.1", "50", "NaN"}) {
      refuses(
          prune("structured", sparsity), "sparsity: expected at least 0 and less than 1, found");
    }
  }

  @Test
  void refusesDataOfOtherLabels() throws IOException {
    TinyData.writeLines(data.resolve("train.jsonl"), List.of("greeting: hello", "weather: rain"));
    TinyData.writeLines(data.resolve("valid.jsonl"), List.of("weather: rain"));
    TinyData.writeLines(data.resolve("test.jsonl"), List.of("greeting: hello"));

    refuses(
        prune("structured", 0.5, "--data", data),
        data + ": label weather is none of the 3 labels of " + stage);
  }

  @Test
  void refusesAMethodThatIsNone() {
    CommandRun run = prune("lottery", 0.5);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("lottery");
  }

  @Test
  void refusesAModelWithNothingToRemove() throws IOException {
    stage = directory.resolve("bag");
    TinyBundle.writeStage(stage, "bag", TinyBundle.TEACHER_WORDS);

    refuses(prune("structured", 0.5), "model.onnx: nothing in it can be pruned");
  }

  @Test
  void refusesAModelThatIsTruncated() throws IOException {
    byte[] model = Files.readAllBytes(stage.resolve(StageDirectory.MODEL));
    stage = directory.resolve("broken");
    byte[] half = java.util.Arrays.copyOf(model, model.length / 2);
    TinyBundle.writeStage(stage, "broken", TinyBundle.LABELS, half);

    refuses(prune("magnitude", 0.5), "model.onnx: not an ONNX model, or truncated");
  }

  private void refuses(CommandRun run, String message) {
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(out).doesNotExist();
  }
}

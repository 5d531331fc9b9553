package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.model.bundle.Checksums;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.bundle.StageManifest;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
  @TempDir private Path directory;
  private Path stage;
  private Path out;

  @BeforeEach
  void writeStage() throws IOException {
    stage = directory.resolve("teacher");
    out = directory.resolve("small");
    TinyBundle.writeStage(stage, "teacher", TinyBundle.TEACHER_WORDS);
  }

  @Test
  void writesASmallerStageThatAnswersAlike() throws IOException {
    Path data = TinyData.write(directory.resolve("data"));
    Path json = directory.resolve("figures.json");

    CommandRun run =
        CommandRun.of(
            "quantize",
            "--stage",
            stage,
            "--method",
            "linear",
            "--data",
            data,
            "--out",
            out,
            "--json",
            json);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("same top label, % +100\\.00 +100\\.00");
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    assertThat(figures.path("agreement").doubleValue()).isEqualTo(1);
    assertThat(figures.path("bytesAfter").longValue())
        .isEqualTo(Files.size(out.resolve(StageDirectory.MODEL)))
        .isLessThan(figures.path("bytesBefore").longValue() / 3);
    assertThat(StageDirectory.read(out).manifest().measurements())
        .containsEntry("validAgreement", 1.0)
        .containsKey("validAccuracy");
  }

  @Test
  void refusesToObserveLessThanOneUtterance() {
    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", stage, "--method", "linear", "--observe=-3", "--out", out);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("'--observe': expected a number from 1 up, found '-3'");
  }

  @Test
  void writesFiguresIntoANewDirectoryToo() {
    Path json = directory.resolve("new").resolve("figures.json");

    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", stage, "--method", "log", "--out", out, "--json", json);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(json).exists();
  }

  @Test
  void saysWhyAPlaceCannotBeMade() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", stage, "--method", "log", "--out", file.resolve("small"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().strip()).isEqualTo("millrace: " + file + ": exists already");
  }

  @Test
  void remembersWhereItCameFrom() throws IOException {
    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", stage, "--method", "linear", "--out", out, "--seed", 7);

    assertThat(run.err()).contains("ranges of activations are measured in each call");
    StageManifest manifest = StageDirectory.read(out).manifest();
    assertThat(manifest.name()).isEqualTo("small");
    assertThat(manifest.provenance())
        .isEqualTo(
            new StageManifest.Provenance(
                java.util.List.of(
                    "test", "quantize --stage teacher --method linear --out small --seed 7"),
                7,
                Checksums.of(stage.resolve(StageDirectory.MANIFEST)),
                "tiny",
                "CC0"));
  }

  @Test
  void refusesBitsThatAreNone() {
    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", stage, "--method", "linear", "--bits", 9, "--out", out);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("millrace: bits: expected 2 to 8, found 9");
    assertThat(out).doesNotExist();
    assertThat(directory.toFile().list()).containsExactly("teacher");
  }

  @Test
  void packsCodesOfFewBits() throws IOException {
    Path data = TinyData.write(directory.resolve("data"));

    CommandRun run =
        CommandRun.of(
            "quantize",
            "--stage",
            stage,
            "--method",
            "kmeans",
            "--bits",
            3,
            "--data",
            data,
            "--out",
            out);

    assertThat(run.status()).as(run.err()).isZero();
    // 4096 rows of 4 floats, two of them taken: 3 bits are enough for all numbers there are.
    assertThat(run.out())
        .containsPattern("rows +\\[4096, 4\\] +3 +65536 +6176 +0\\.000%")
        .containsPattern("same top label, % +100\\.00 +100\\.00");
    assertThat((double) Files.size(out.resolve(StageDirectory.MODEL)))
        .isLessThan(0.2 * Files.size(stage.resolve(StageDirectory.MODEL)));
  }

  @Test
  void choosesBitsByMeasuredSensitivity() throws IOException {
    Path data = TinyData.write(directory.resolve("data"));

    CommandRun run =
        CommandRun.of(
            "quantize",
            "--stage",
            stage,
            "--method",
            "log",
            "--adaptive",
            "--max-drop",
            0,
            "--data",
            data,
            "--out",
            out);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("1 of 1: sensitivity", "at 4 bits: rows", "within");
    // Tens become eights: two bits, which are a sign and zero, hold them.
    assertThat(StageDirectory.read(out).manifest().measurements())
        .containsEntry("bits:rows", 2.0)
        .containsKey("sensitivity:rows")
        .containsEntry("validAgreement", 1.0);
  }

  @Test
  void refusesAdaptionWithoutADrop() {
    CommandRun run =
        CommandRun.of("quantize", "--stage", stage, "--method", "log", "--adaptive", "--out", out);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--adaptive needs --data and --max-drop");
  }

  @Test
  void refusesOptionsOfOtherMethods() {
    CommandRun zero =
        CommandRun.of("quantize", "--stage", stage, "--method", "log", "--affine", "--out", out);
    CommandRun observing =
        CommandRun.of(
            "quantize", "--stage", stage, "--method", "log", "--ranges", "dynamic", "--out", out);

    assertThat(zero.status()).isEqualTo(2);
    assertThat(zero.err()).contains("--affine is for linear");
    assertThat(observing.status()).isEqualTo(2);
    assertThat(observing.err()).contains("--ranges is for linear");
  }

  @Test
  void refusesBitsThatLogHasNot() {
    CommandRun run =
        CommandRun.of("quantize", "--stage", stage, "--method", "log", "--bits", 1, "--out", out);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("bits: expected 2 to 8, found 1");
  }

  @Test
  void namesATruncatedModel() throws IOException {
    byte[] model = Files.readAllBytes(stage.resolve(StageDirectory.MODEL));
    byte[] half = java.util.Arrays.copyOf(model, model.length / 2);
    TinyBundle.writeStage(stage, "teacher", TinyBundle.LABELS, half);

    CommandRun run =
        CommandRun.of("quantize", "--stage", stage, "--method", "linear", "--out", out);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("model.onnx: not an ONNX model, or truncated");
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.measure.OpenStage;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.djl.OnnxEngine;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frequent words get rows of their own, and nothing else changes. */
class FinishCommandTest {
  /** Sums of a dozen floats near 1, in another order. */
  private static final float ROUNDING = 1e-5f;

  private static final List<String> TEXTS =
      List.of("hello", "what is my balance", "unheardof words so strange", "bye", "");

  @TempDir private Path directory;
  private Path data;
  private Path stage;
  private Path out;

  @BeforeEach
  void train() throws IOException {
    data = TinyData.write(directory.resolve("data"));
    stage = directory.resolve("stage");
    out = directory.resolve("finished");
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            data,
            "--arch",
            "conv:embedding=8,channels=6,widths=1-2,buckets=300",
            "--epochs",
            1,
            "--out",
            stage);
    assertThat(run.status()).as(run.err()).isZero();
  }

  @Test
  void answersAsBefore() {
    CommandRun run = finish(stage, out);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(StageDirectory.read(out).words()).isNotEmpty().doesNotHaveDuplicates();
    float[][] before = logits(stage);
    float[][] after = logits(out);
    for (int i = 0; i < before.length; i++) {
      for (int label = 0; label < before[i].length; label++) {
        assertThat(after[i][label]).isCloseTo(before[i][label], within(ROUNDING));
      }
    }
  }

  @Test
  void canBeQuantized() {
    finish(stage, out);
    Path small = directory.resolve("small");

    CommandRun run =
        CommandRun.of(
            "quantize", "--stage", out, "--method", "linear", "--data", data, "--out", small);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(StageDirectory.read(small).words()).isEqualTo(StageDirectory.read(out).words());
  }

  @Test
  void canBePruned() {
    finish(stage, out);
    Path sparse = directory.resolve("sparse");

    CommandRun run =
        CommandRun.of(
            "prune", "--stage", out, "--method", "magnitude", "--sparsity", 0, "--out", sparse);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(StageDirectory.read(sparse).words()).isEqualTo(StageDirectory.read(out).words());
  }

  @Test
  void refusesToFinishTwice() {
    finish(stage, out);

    CommandRun run = finish(out, directory.resolve("again"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(out.toString(), "not finished yet");
    assertThat(directory.resolve("again")).doesNotExist();
  }

  @Test
  void refusesAModelWithoutSuchATable() throws IOException {
    Path tiny = directory.resolve("tiny");
    TinyBundle.writeStage(tiny, "tiny", TinyBundle.TEACHER_WORDS);

    CommandRun run = finish(tiny, out);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("model.onnx", "expected one table of floats");
  }

  private CommandRun finish(Path from, Path to) {
    return CommandRun.of("finish", "--stage", from, "--data", data, "--out", to);
  }

  private static float[][] logits(Path directory) {
    try (OpenStage stage = OpenStage.load(new OnnxEngine(), StageDirectory.read(directory))) {
      return stage.logits(TEXTS);
    }
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.Probe;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCommandTest {
  @TempDir Path directory;
  private Path student;
  private Path teacher;
  private Path data;
  private Path out;

  @BeforeEach
  void writeStagesAndData() throws IOException {
    Path tiny = TinyBundle.write(directory.resolve("tiny")).path();
    student = tiny.resolve("stages/0-student");
    teacher = tiny.resolve("stages/1-teacher");
    data = TinyData.write(directory.resolve("data"));
    TinyData.writeLines(data.resolve("valid.jsonl"), validation(60));
    TinyData.writeLines(data.resolve("oos_valid.jsonl"), TinyData.OUT_OF_SCOPE);
    out = directory.resolve("bundles/made");
  }

  @Test
  void writesABundleWithItsProof() throws IOException {
    Path json = directory.resolve("bundle-figures.json");

    CommandRun run = bundle("--max-drop", "0.05", "--version", "3", "--json", json);

    assertThat(run.status()).as(run.err()).isZero();
    BundleDirectory bundle = BundleDirectory.read(out);
    assertThat(bundle.manifest().name()).isEqualTo("made");
    assertThat(bundle.manifest().version()).isEqualTo("3");
    assertThat(bundle.manifest().calibration().bound()).isBetween(0.0, 0.05);
    assertThat(bundle.manifest().calibration().sampleSize()).isEqualTo(480);
    assertThat(bundle.manifest().stages().getFirst().threshold()).isBetween(0.001, 0.999);
    assertThat(bundle.manifest().measurements())
        .containsEntry("validationOosRecall", 2 / 3.0)
        .containsKey("validationEscalationRate");
    assertThat(bundle.probes()).hasSizeGreaterThanOrEqualTo(64);
    assertThat(bundle.probes().stream().map(Probe::label).distinct())
        .containsExactlyInAnyOrder("greeting", "farewell", "balance");
    assertThat(run.out()).contains("drop of accuracy at most", "wrote " + out);
    JsonNode written = new JsonMapper().readTree(json.toFile());
    assertThat(written.path("calibration").path("delta").doubleValue()).isEqualTo(0.05);
  }

  @Test
  void theSameSeedMakesTheSameBundle() {
    bundle("--max-drop", "0.05");
    BundleDirectory first = BundleDirectory.read(out);
    out = directory.resolve("again/made");
    bundle("--max-drop", "0.05");

    assertThat(BundleDirectory.read(out).manifest()).isEqualTo(first.manifest());
  }

  @Test
  void writesNothingWhenTheSplitIsTooSmallToProve() {
    CommandRun run = bundle("--max-drop", "0.005");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().toList())
        .last()
        .asString()
        .startsWith("millrace: max-drop: 480 utterances")
        .contains("are needed");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesStagesWhoseLabelsDiffer() throws IOException {
    List<String> labels = List.of("greeting", "balance", "farewell", "oos");
    TinyBundle.writeStage(
        directory.resolve("other"),
        "other",
        labels,
        Files.readAllBytes(student.resolve("model.onnx")));
    student = directory.resolve("other");

    CommandRun run = bundle();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "millrace: Stage teacher: its 4 labels are not the 4 of stage other, or in another"
                + " order");
  }

  @Test
  void refusesAPlaceThatIsTakenBeforeItAsksAnyStage() {
    out = directory.resolve("tiny");

    CommandRun run = bundle();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("exists already");
  }

  @Test
  void refusesSharesOutsideTheirRange() {
    assertThat(bundle("--max-drop", "-1").err()).contains("limit: expected above 0");
    assertThat(bundle("--delta", "NaN").err()).contains("delta: expected above 0");
    assertThat(bundle("--delta", "1").err()).contains("delta: expected above 0 and below 1");
  }

  @Test
  void looksAtWhatItIsToldTo() {
    bundle("--max-drop", "0.05", "--confidence", "max-probability");

    assertThat(BundleDirectory.read(out).manifest().stages())
        .extracting(BundleManifest.Stage::confidence)
        .containsExactly("max-probability", "max-probability");
    CommandRun unknown = bundle("--confidence", "guesswork");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("expected one of [entropy, energy, max-probability, margin], found guesswork");
  }

  @Test
  void needsStagesAndHelps() {
    assertThat(CommandRun.of("bundle").status()).isEqualTo(2);
    assertThat(CommandRun.of("bundle", "--help").out()).contains("--max-drop", "(default: 0.005)");
  }

  private CommandRun bundle(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "bundle", "--stage", student, "--stage", teacher, "--data", data, "--out", out));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  /**
   * Ten utterances, so many times over. The student is wrong of howdy, where it is sure, and of
   * money, where it is not; both stages are wrong, and sure, of ten lines whose label is odd.
   */
  private static List<String> validation(int times) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      lines.addAll(List.of("greeting: hello", "farewell: bye", "greeting: hello hello"));
      lines.addAll(List.of("farewell: bye bye", "balance: balance", "balance: money"));
      lines.addAll(List.of("balance: money balance", "greeting: hello you", "farewell: bye you"));
      lines.add(i % 5 == 0 ? "greeting: howdy" : "balance: balance");
    }
    for (int i = 0; i < 10; i++) {
      lines.set(i * 60, "balance: hello hello");
    }
    return lines;
  }
}

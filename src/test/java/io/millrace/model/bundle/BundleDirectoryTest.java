package io.millrace.model.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.text.NgramSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleDirectoryTest {
  @TempDir Path directory;

  @BeforeEach
  void writeBundle() throws IOException {
    writeStage("stages/0-student", List.of("yes", "no", "oos"));
    writeStage("stages/1-teacher", List.of("yes", "no", "oos"));
    BundleDirectory.write(directory, bundle(List.of("yes", "no", "oos"), 0.8));
  }

  @Test
  void readsWhatWasWritten() {
    BundleDirectory bundle = BundleDirectory.read(directory);

    assertThat(bundle.manifest().stages())
        .extracting(BundleManifest.Stage::threshold)
        .containsExactly(0.8, 0.0);
    assertThat(bundle.stages())
        .extracting(stage -> stage.manifest().ngrams().buckets())
        .containsExactly(64, 64);
    assertThat(bundle.manifest().checksums())
        .containsKey("stages/0-student/model.onnx")
        .doesNotContainKey("bundle.json");
  }

  @Test
  void refusesAChangedByte() throws IOException {
    Path model = directory.resolve("stages/1-teacher/model.onnx");
    byte[] bytes = Files.readAllBytes(model);
    bytes[0] ^= 1;
    Files.write(model, bytes);

    assertRefused("stages/1-teacher/model.onnx", "SHA-256");
  }

  @Test
  void refusesAMissingFile() throws IOException {
    Files.delete(directory.resolve("stages/0-student/model.onnx"));

    assertRefused("stages/0-student/model.onnx", "missing");
  }

  @Test
  void refusesAMissingManifest() throws IOException {
    Files.delete(directory.resolve("bundle.json"));

    assertRefused("bundle.json", "no such file");
  }

  @Test
  void refusesAnUnknownFormatVersion() throws IOException {
    replaceInManifest("\"formatVersion\" : 1", "\"formatVersion\" : 2");

    assertRefused("bundle.json", "formatVersion expected 1, found 2");
  }

  @Test
  void refusesAnUnknownKey() throws IOException {
    replaceInManifest("\"formatVersion\" : 1", "\"formatVersion\" : 1, \"colour\" : \"red\"");

    assertRefused("bundle.json", "colour");
  }

  @Test
  void refusesBrokenJson() throws IOException {
    Files.writeString(directory.resolve("bundle.json"), "{\"formatVersion\" : 1,");

    assertRefused("bundle.json", "at line");
  }

  @Test
  void refusesAThresholdOutsideItsRange() throws IOException {
    replaceInManifest("\"threshold\" : 0.8", "\"threshold\" : 1.8");

    assertRefused("bundle.json", "stages[student].threshold: expected 0..1, found 1.8");
  }

  @Test
  void refusesAMissingTemperature() throws IOException {
    replaceInManifest("\"temperature\" : 1.5,", "");

    assertRefused("bundle.json", "temperature");
  }

  @Test
  void refusesLabelsThatDiffer() throws IOException {
    writeStage("stages/1-teacher", List.of("yes", "no"));

    assertThatThrownBy(
            () -> BundleDirectory.write(directory, bundle(List.of("yes", "no", "oos"), 0.8)))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining("labels")
        .hasMessageContaining("teacher");
  }

  @Test
  void refusesAChecksumEntryOutsideTheDirectory() throws IOException {
    replaceInManifest("\"stages/0-student/model.onnx\"", "\"../model.onnx\"");

    assertRefused("../model.onnx", "outside");
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> BundleDirectory.read(directory))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContainingAll(words);
  }

  private void replaceInManifest(String from, String to) throws IOException {
    Path file = directory.resolve("bundle.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replace(from, to));
  }

  private void writeStage(String path, List<String> labels) throws IOException {
    Path stage = Files.createDirectories(directory.resolve(path));
    Files.write(stage.resolve(StageDirectory.MODEL), new byte[] {1, 2, 3});
    var provenance =
        new StageManifest.Provenance(List.of("train --data d"), 7, null, "tiny", "CC0");
    StageDirectory.write(
        stage,
        new StageManifest(
            1,
            path,
            "bag",
            labels,
            List.of("input_ids"),
            16,
            new NgramSettings(64, 3, 4, 16, 8),
            provenance,
            Map.of("accuracy", 0.5),
            Map.of()));
  }

  private static BundleManifest bundle(List<String> labels, double threshold) {
    return new BundleManifest(
        1,
        "tiny",
        "1",
        labels,
        List.of(
            new BundleManifest.Stage(
                "student", "stages/0-student", 1.5, threshold, "max-probability"),
            new BundleManifest.Stage("teacher", "stages/1-teacher", 1.0, 0.0, "max-probability")),
        new BundleManifest.Calibration(0.005, 0.05, 100, 0.004, "betting"),
        Map.of(),
        Map.of());
  }
}

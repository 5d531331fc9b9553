package io.millrace.compress.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.BundleManifest;
import io.millrace.model.bundle.Probe;
import io.millrace.model.bundle.StageDirectory;
import io.millrace.model.confidence.Gate;
import io.millrace.model.confidence.IsotonicScaling;
import io.millrace.model.confidence.TemperatureScaling;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWriterTest {
  private static final List<BundleManifest.Reliability> BINS =
      List.of(new BundleManifest.Reliability(0.9, 0.95, 40));

  private static final BundleManifest.Knot KNOT = new BundleManifest.Knot(0.5, 0.4);
  private static final BundleManifest.Calibration PROOF =
      new BundleManifest.Calibration(0.005, 0.05, 2_400, 0.0041, "betting");

  private static final BundleManifest.Abstention ABSTENTION =
      new BundleManifest.Abstention(0.05, 0.05, 2_400, 0.048);

  private static final List<Probe> PROBES =
      List.of(new Probe("hello \"you\"", "greeting", 0.9), new Probe("tja", null, 0.25));

  @TempDir Path directory;
  private StageDirectory student;
  private StageDirectory teacher;

  @BeforeEach
  void writeStages() throws IOException {
    student = TinyBundle.writeStage(directory.resolve("s"), "student", TinyBundle.STUDENT_WORDS);
    teacher = TinyBundle.writeStage(directory.resolve("t"), "teacher", TinyBundle.TEACHER_WORDS);
    Files.writeString(student.path().resolve(StageDirectory.WEIGHTS), "weights");
    student = StageDirectory.write(student.path(), student.manifest());
  }

  @Test
  void writesWhatServesAndNothingElse() throws IOException {
    BundleDirectory bundle = writer().write(directory.resolve("out/bundle"));

    assertThat(bundle.manifest().stages())
        .containsExactly(
            new BundleManifest.Stage(
                "student", "stages/0-student", 2, 0.9, "max-probability", List.of(KNOT), BINS),
            new BundleManifest.Stage("teacher", "stages/1-teacher", 1, 0.4, "max-probability"));
    assertThat(bundle.manifest().calibration()).isEqualTo(PROOF);
    assertThat(bundle.manifest().abstention()).isEqualTo(ABSTENTION);
    assertThat(bundle.manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(bundle.manifest().measurements()).containsEntry("validationAccuracy", 0.9);
    assertThat(bundle.manifest().checksums().keySet())
        .containsExactlyInAnyOrder(
            "probes.jsonl",
            "stages/0-student/model.onnx",
            "stages/0-student/stage.json",
            "stages/1-teacher/model.onnx",
            "stages/1-teacher/stage.json");
    assertThat(bundle.probes()).isEqualTo(PROBES);
    assertThat(bundle.stages().getFirst().manifest().provenance())
        .isEqualTo(student.manifest().provenance());
  }

  @Test
  void neverChangesWhatIsThere() throws IOException {
    Path place = Files.createDirectory(directory.resolve("bundle"));

    assertThatThrownBy(() -> writer().write(place))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("bundle: exists already");
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void leavesNothingBehindWhenItFails() throws IOException {
    Files.delete(teacher.model());

    assertThatThrownBy(() -> writer().write(directory.resolve("out/bundle")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.onnx");
    try (Stream<Path> left = Files.list(directory.resolve("out"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void everyoneMayReadAndACrashedWriterIsNoHindrance() throws IOException {
    Files.createDirectories(directory.resolve("out/.bundle.part/stages"));

    Path bundle = writer().write(directory.resolve("out/bundle")).path();

    assertThat(Files.getPosixFilePermissions(bundle))
        .isEqualTo(Files.getPosixFilePermissions(directory.resolve("out")));
    try (Stream<Path> left = Files.list(directory.resolve("out"))) {
      assertThat(left).containsExactly(bundle);
    }
  }

  private BundleWriter writer() {
    return new BundleWriter(
        "tiny",
        "7",
        List.of(student, teacher),
        List.of(
            new Gate(new TemperatureScaling(2), 0.9, 3)
                .withIsotonic(new IsotonicScaling(new double[] {0.5}, new double[] {0.4})),
            new Gate(TemperatureScaling.NONE, 0.4, 3)),
        PROOF,
        ABSTENTION,
        Map.of("validationAccuracy", 0.9),
        PROBES,
        List.of(BINS, List.of()));
  }
}

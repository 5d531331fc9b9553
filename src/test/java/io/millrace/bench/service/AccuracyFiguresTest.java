package io.millrace.bench.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.compress.data.DataDirectory;
import io.millrace.compress.data.Split;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyFiguresTest {
  /** Of differences of shares. */
  private static final double ROUNDING = 1e-12;

  @TempDir private Path directory;
  private BundleDirectory bundle;
  private Split test;

  @BeforeEach
  void write() throws IOException {
    bundle = TinyBundle.write(directory.resolve("bundle"));
    test = DataDirectory.read(TinyData.write(directory.resolve("data"))).test();
  }

  @Test
  void comparesWithItsOwnLastStage() throws IOException {
    SortedMap<String, Double> figures = AccuracyFigures.of(bundle, bundle, test);

    // The teacher knows all six utterances in scope, and its gate lets five of them through.
    double accuracy = figures.get("cascade_accuracy");
    assertThat(accuracy + figures.get("cascade_accuracy_drop"))
        .isCloseTo(5 / 6.0, within(ROUNDING));
    assertThat(accuracy + figures.get("cascade_accuracy_drop_ungated"))
        .isCloseTo(1, within(ROUNDING));
    assertThat(figures).containsKey("cascade_oos_recall").doesNotContainKey("teacher_oos_recall");
  }

  @Test
  void comparesWithATeacherApart() throws IOException {
    // It knows no word, so it abstains from everything.
    BundleDirectory ignorant =
        TinyBundle.write(
            directory.resolve("bundle-teacher"), "1", TinyBundle.LABELS, Map.of(), Map.of());

    SortedMap<String, Double> figures = AccuracyFigures.of(bundle, ignorant, test);

    assertThat(figures.get("cascade_accuracy") + figures.get("cascade_accuracy_drop"))
        .isCloseTo(0, within(ROUNDING));
    assertThat(figures).containsEntry("teacher_oos_recall", 1.0);
  }
}

package io.millrace.serve.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.serve.quality.Comparison.Difference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void comparesWindowsOfTheSameStage() {
    List<String> figures =
        List.of(
            window("b:1", "student", "all", new Tally(800, 800, 0, 700, 100, 90, 0, 0)),
            window("b:2", "student", "all", new Tally(900, 900, 0, 800, 100, 99, 0, 0)),
            window("b:2", "student", "acme", new Tally(9, 9, 0, 8, 9, 0, 0, 0)),
            window("b:3", "student", "all", new Tally(9, 9, 0, 8, 9, 0, 0, 0)),
            window("b:2", "teacher", "all", new Tally(9, 9, 0, 8, 9, 0, 0, 0)),
            "{\"kind\":\"drift\",\"bundle\":\"b:1\"}");

    Comparison comparison = Comparison.of(figures, "b:1", "b:2").orElseThrow();

    assertThat(comparison.stages()).containsOnlyKeys("student");
    Comparison.Differences student = comparison.stages().get("student");
    assertThat(student.coverage().value()).isCloseTo(0.1, within(1e-9));
    assertThat(student.agreement().value()).isCloseTo(0.09, within(1e-9));
    assertThat(student.agreement().lower()).isBetween(0.02, 0.04);
    assertThat(student.agreement().upper()).isBetween(0.14, 0.18);
    assertThat(student.accuracy()).as("nothing was told").isNull();
    assertThat(comparison.json())
        .startsWith(
            "{\"old\":\"b:1\",\"new\":\"b:2\",\"stages\":{\"student\":{\"coverage\":{\"old\":0.8")
        .doesNotContain("accuracy");
  }

  @Test
  void knowsNothingBeforeBothHaveAWindow() {
    String one = window("b:1", "all", "all", new Tally(8, 8, 0, 7, 1, 1, 0, 0));

    assertThat(Comparison.of(List.of(one), "b:1", "b:2")).isEmpty();
    assertThat(Comparison.of(List.of(), "b:1", "b:2")).isEmpty();
  }

  /** Newcombe 1998, table II, case (a): 56 of 70 and 48 of 80. */
  @Test
  void givesThePublishedInterval() {
    Difference difference =
        Difference.of(WindowFigures.Interval.of(48, 80), WindowFigures.Interval.of(56, 70));

    assertThat(difference.value()).isCloseTo(0.2, within(1e-9));
    assertThat(difference.lower()).isCloseTo(0.0524, within(5e-5));
    assertThat(difference.upper()).isCloseTo(0.3339, within(5e-5));
  }

  private static String window(String bundle, String stage, String tenant, Tally tally) {
    WindowFigures.Place place = new WindowFigures.Place(bundle, stage, tenant, 0, 300_000);
    return QualityJson.write(WindowFigures.of(place, tally, 1000, Map.of("balance", 1L)));
  }
}

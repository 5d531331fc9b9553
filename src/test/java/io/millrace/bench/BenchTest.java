package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of measurements, and what is written of it. */
class BenchTest {
  private static final Surroundings HERE =
      new Surroundings("./millrace bench", "0123456789", "a machine", "2026-01-02");
  private static final Table TABLE =
      new Table("By size", List.of("size", "µs | text"), List.of(List.of("1", "2.5")));

  private final List<String> progress = new ArrayList<>();
  private final BenchSettings settings =
      new BenchSettings(
          Path.of("bundle"),
          Optional.empty(),
          Optional.empty(),
          1,
          Duration.ofSeconds(1),
          progress::add);

  @Test
  void goesOnAfterAFailure() throws InterruptedException {
    Results results =
        Bench.run(
            List.of(
                measurement("first", failure("a </script> broke")),
                measurement("second", found("ratio", 2))),
            settings,
            HERE);

    assertThat(results.hasFailures()).isTrue();
    assertThat(results.figures()).isEqualTo(Map.of("ratio", 2.0));
    assertThat(results.sections().getFirst().failure()).isEqualTo("a </script> broke");
    assertThat(progress).contains("[2 of 2] second: What of second?");
  }

  @Test
  void writesPageAndMarkdown(@TempDir Path folder) throws IOException, InterruptedException {
    Results results =
        Bench.run(
            List.of(
                measurement("one", found("ratio", 1234.5678)), measurement("two", failure("</b>"))),
            settings,
            HERE);

    ResultsFiles.write(results, folder.resolve("new"));

    assertThat(Files.readString(folder.resolve("new/results.md")))
        .contains("`./millrace bench`, commit 0123456789, 2026-01-02, a machine")
        .contains("| `ratio` | 1,235 |")
        .contains("| size | µs \\| text |")
        .contains("Failed: </b>");
    String page = Files.readString(folder.resolve("new/results.html"));
    assertThat(page)
        .contains("1234.5678", "<\\/b>", "Chart")
        .doesNotContain("/*data*/", "src=\"", "</b>");
  }

  @Test
  void refusesFiguresThatAreNoNumber() {
    assertThatThrownBy(() -> found("ratio", Double.NaN)).hasMessageContaining("ratio");
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    List<List<String>> rows = List.of(List.of("1"));

    assertThatThrownBy(() -> new Table("t", List.of("a", "b"), rows)).hasMessageContaining("[1]");
  }

  private static Findings found(String key, double value) {
    return new Findings(new TreeMap<>(Map.of(key, value)), List.of(TABLE));
  }

  private static Asked failure(String message) {
    return () -> {
      throw new IOException(message);
    };
  }

  private static Measurement measurement(String name, Findings findings) {
    return measurement(name, () -> findings);
  }

  private static Measurement measurement(String name, Asked asked) {
    return new Measurement() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String question() {
        return "What of " + name + "?";
      }

      @Override
      public Findings measure(BenchSettings settings) throws Exception {
        return asked.measure();
      }
    };
  }

  /** What a measurement does. */
  private interface Asked {
    Findings measure() throws Exception;
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  @TempDir Path directory;
  private Path bundle;
  private Path data;

  @BeforeEach
  void writeBundleAndData() throws IOException {
    bundle = TinyBundle.write(directory.resolve("bundle")).path();
    data = TinyData.write(directory.resolve("data"));
  }

  @Test
  void printsATableAndWritesJson() throws IOException {
    Path json = directory.resolve("figures.json");

    CommandRun run = CommandRun.of("evaluate", "--bundle", bundle, "--data", data, "--json", json);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("student +66\\.67 %.* MB .* µs +44\\.44 %")
        .contains("out-of-scope recall                 66.67 %");
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    assertThat(names(figures)).containsExactly("stages", "cascade", "outOfScope");
    assertThat(names(figures.path("stages").path(0)))
        .containsExactly("name", "accuracy", "ece", "bytes", "cpuMicrosPerText", "coverage");
    assertThat(names(figures.path("cascade")))
        .containsExactly(
            "accuracy",
            "lastStageAccuracy",
            "oosRecall",
            "falseAbstention",
            "escalationRate",
            "agreement",
            "cpuMicrosPerText");
    assertThat(figures.path("stages").path(1).path("cpuMicrosPerText").doubleValue()).isPositive();
    assertCurve(figures.path("outOfScope").path("lastStage"), 1);
    // The student's gate accepts what it accepts: that is never abstained.
    assertCurve(figures.path("outOfScope").path("cascade"), 0.5);
  }

  /** From abstaining never to abstaining always. */
  private static void assertCurve(JsonNode curve, double leastRecall) {
    JsonNode first = curve.path(0);
    JsonNode last = curve.path(curve.size() - 1);
    assertThat(names(first))
        .containsExactly("threshold", "falseAbstention", "accuracy", "oosRecall");
    assertThat(first.path("oosRecall").doubleValue()).isZero();
    assertThat(first.path("falseAbstention").doubleValue()).isZero();
    assertThat(last.path("oosRecall").doubleValue()).isBetween(leastRecall, 1.0);
    assertThat(last.path("accuracy").doubleValue())
        .isLessThan(first.path("accuracy").doubleValue());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void measuresOneStage() {
    CommandRun run =
        CommandRun.of("evaluate", "--stage", bundle.resolve("stages/1-teacher"), "--data", data);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("teacher").doesNotContain("student", "recall");
  }

  @Test
  void resplitsOnlyWhatProves() {
    CommandRun small =
        CommandRun.of("evaluate", "--bundle", bundle, "--data", data, "--resplits", 3);
    CommandRun alone =
        CommandRun.of(
            "evaluate",
            "--stage",
            bundle.resolve("stages/1-teacher"),
            "--data",
            data,
            "--resplits",
            3);

    assertThat(small.status()).isEqualTo(1);
    assertThat(small.err().lines().toList().getLast()).startsWith("millrace: ");
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err()).contains("--resplits chooses thresholds of a cascade");
  }

  @Test
  void failsInOneLine() {
    CommandRun run = CommandRun.of("evaluate", "--bundle", "nowhere", "--data", data);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("millrace: nowhere/bundle.json: cannot be read (no such file)");
  }

  @Test
  void refusesAnUnknownSplit() {
    CommandRun run =
        CommandRun.of("evaluate", "--bundle", bundle, "--data", data, "--split", "dev");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("expected train, valid or test, found dev");
  }

  @Test
  void refusesBothBundleAndStage() {
    CommandRun run = CommandRun.of("evaluate", "--bundle", "b", "--stage", "s", "--data", data);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("mutually exclusive");
  }

  @Test
  void needsData() {
    assertThat(CommandRun.of("evaluate").status()).isEqualTo(2);
    assertThat(CommandRun.of("evaluate", "--help").out()).contains("--split", "(default: test)");
  }
}

package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate --compare}. */
class CompareCommandTest {
  @TempDir Path directory;
  private Path old;
  private Path fresh;
  private Path data;

  /** The old student is wrong about "howdy", which is asked often enough to prove it. */
  @BeforeEach
  void writeBundlesAndData() throws IOException {
    old = TinyBundle.write(directory.resolve("old")).path();
    fresh =
        TinyBundle.write(
                directory.resolve("fresh"),
                "2",
                TinyBundle.LABELS,
                Map.of("howdy", new float[] {10, 0, 0, 0}))
            .path();
    data = TinyData.write(directory.resolve("data"));
    TinyData.writeLines(data.resolve("test.jsonl"), Collections.nCopies(8, "greeting: howdy"));
  }

  @Test
  void findsTheBetterBundle() throws IOException {
    Path json = directory.resolve("comparison.json");

    CommandRun run = compare(old, fresh, "--require", "better", "--json", json);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("verdict                          new is better")
        .containsPattern("old +18\\.18 %.*old \\(tiny:1\\)")
        .containsPattern("new +90\\.91 %.*fresh \\(tiny:2\\)");
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    assertThat(figures.path("verdict").asText()).isEqualTo("better");
    assertThat(figures.path("utterances").asInt()).isEqualTo(11);
    assertThat(figures.path("onlyOldRight").asInt()).isZero();
    assertThat(figures.path("onlyNewRight").asInt()).isEqualTo(8);
    assertThat(figures.path("pValue").asDouble()).isCloseTo(2.0 / 256, within(1e-9));
    assertThat(figures.path("lower").asDouble()).isPositive();
  }

  @Test
  void tellsAPipelineByTheExitStatus() {
    assertThat(compare(fresh, old).status()).isZero();
    assertThat(compare(fresh, old, "--require", "better").status()).isEqualTo(1);
    assertThat(compare(fresh, old, "--require", "not-worse").status()).isEqualTo(1);
    assertThat(compare(old, old, "--require", "not-worse").status()).isZero();
    assertThat(compare(old, old, "--require", "better").status()).isEqualTo(1);
    assertThat(compare(old, fresh, "--require", "better", "--alpha", "0.001").status())
        .isEqualTo(1);
  }

  @Test
  void comparesStages() {
    CommandRun run =
        compare(old.resolve("stages/0-student"), fresh.resolve("stages/0-student"), "--split=test");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("old +0\\.00 %").containsPattern("new +100\\.00 %");
  }

  @Test
  void saysWhatItCannotCompare() throws IOException {
    assertThat(compare(old, fresh.resolve("stages/0-student")).err())
        .contains("expected two bundles or two stages, found bundle");
    assertThat(compare(old, fresh, "--alpha", "2").err()).contains("alpha: expected above 0");
    assertThat(CommandRun.of("evaluate", "--compare", old, "--data", data).status()).isEqualTo(2);
    assertThat(compare(old, fresh, "--resplits", "3").status()).isEqualTo(2);
    assertThat(compare(old, directory.resolve("absent")).err()).contains("absent");
    Path other =
        TinyBundle.write(
                directory.resolve("other"),
                "3",
                List.of("farewell", "balance", "money", "oos"),
                Map.of())
            .path();
    assertThat(compare(old, other).err()).contains("Label greeting of the data is none of the 4");
  }

  private CommandRun compare(Path one, Path other, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("evaluate", "--compare", one, other, "--data", data));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }
}

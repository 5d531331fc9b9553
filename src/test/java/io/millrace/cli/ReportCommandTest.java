package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.testing.TinyBundle;
import io.millrace.testing.TinyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

  @TempDir private Path directory;
  private Path bundle;
  private Path page;

  @BeforeEach
  void write() throws IOException {
    bundle = directory.resolve("bundle");
    page = directory.resolve("report.html");
    TinyBundle.write(bundle);
  }

  @Test
  void carriesAllItShows() throws IOException {
    Path data = TinyData.write(directory.resolve("data"));

    CommandRun run = CommandRun.of("report", "--bundle", bundle, "--data", data, "--out", page);

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode shown = shown();
    assertThat(shown.path("data").textValue()).isEqualTo("data, split test");
    assertThat(shown.path("cascade").path("accuracy").isDouble()).isTrue();
    assertThat(shown.path("stages")).hasSize(2);
    for (JsonNode stage : shown.path("stages")) {
      assertThat(stage.path("latency")).hasSize(7);
      assertThat(stage.path("reliability")).isNotEmpty();
      assertThat(stage.path("selective").get(TinyData.TEST.size() - 1).path("coverage").asDouble())
          .isEqualTo(1);
    }
  }

  @Test
  void fetchesNothing() throws IOException {
    CommandRun.of("report", "--bundle", bundle, "--out", page);

    String html = Files.readString(page);
    assertThat(html)
        .contains("Chart.js")
        .doesNotContain("src=\"", "href=\"", "@import", "/*data*/");
  }

  @Test
  void showsTheSensitivityThatQuantizeMeasured() throws IOException {
    Path data = TinyData.write(directory.resolve("data"));
    Path small = directory.resolve("small");
    CommandRun quantized =
        CommandRun.of(
            "quantize",
            "--stage",
            bundle.resolve("stages/1-teacher"),
            "--method",
            "log",
            "--adaptive",
            "--max-drop",
            0,
            "--data",
            data,
            "--out",
            small);
    assertThat(quantized.status()).as(quantized.err()).isZero();

    CommandRun.of("report", "--bundle", bundle, "--stage", small, "--out", page);

    assertThat(shown().path("stages").get(2).path("sensitivity").path("rows").isDouble()).isTrue();
  }

  @Test
  void doesWithoutData() throws IOException {
    CommandRun run = CommandRun.of("report", "--bundle", bundle, "--out", page);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(shown().path("cascade").isNull()).isTrue();
    assertThat(shown().path("stages").get(0).path("latency")).hasSize(7);
  }

  @Test
  void leavesADirectoryInItsPlace() {
    CommandRun run = CommandRun.of("report", "--bundle", bundle, "--out", directory);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo("millrace: " + directory + ": expected a file to write, found a directory");
    assertThat(directory).isDirectory();
  }

  @Test
  void showsLabelsAsText() throws IOException {
    Path other = directory.resolve("other");
    String script = "</script><script>alert(1)</script>";
    TinyBundle.write(
        other, "1", List.of("greeting", "farewell", script, "oos"), TinyBundle.STUDENT_WORDS);

    CommandRun.of("report", "--bundle", other, "--out", page);

    assertThat(Files.readString(page)).doesNotContain(script);
    assertThat(shown().path("bundle").path("labels").get(2).textValue()).isEqualTo(script);
  }

  private JsonNode shown() throws IOException {
    Matcher matcher = DATA.matcher(Files.readString(page));
    assertThat(matcher.find()).isTrue();
    return new JsonMapper().readTree(matcher.group(1));
  }
}

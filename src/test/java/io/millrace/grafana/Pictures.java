package io.millrace.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.compress.report.ReportPage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Draws dashboards as Grafana would, roughly, from a Prometheus's data: one page and one picture
 * each. There is no Grafana here; this is for people to look at.
 */
final class Pictures {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CHART_JS =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";
  private static final int POINTS = 120;
  private static final int ROW_PIXELS = 38;

  private final PrometheusServer prometheus;
  private final double from;
  private final double to;

  /** Draws what was between two moments, in seconds since 1970. */
  Pictures(PrometheusServer prometheus, double from, double to) {
    this.prometheus = prometheus;
    this.from = from;
    this.to = to;
  }

  /** Writes all pictures, and says which. */
  List<Path> draw(Path browser, Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<Path> pictures = new ArrayList<>();
    for (JsonNode dashboard : Dashboards.all()) {
      String name = dashboard.path("uid").asText().replace("millrace-", "");
      Path page = directory.resolve(name + ".html").toAbsolutePath();
      Path picture = directory.resolve(name + ".png").toAbsolutePath();
      ObjectNode data = data(dashboard);
      Files.writeString(page, html(data));
      Files.deleteIfExists(picture);
      shoot(browser, page, picture, height(data.path("panels")));
      pictures.add(picture);
    }
    return pictures;
  }

  private ObjectNode data(JsonNode dashboard) {
    double step = Math.max(1, Math.floor((to - from) / POINTS));
    ObjectNode data = JSON.createObjectNode();
    data.put("title", dashboard.path("title").asText());
    data.put("from", from).put("to", to).put("step", step);
    ArrayNode panels = data.putArray("panels");
    ObjectNode results = data.putObject("results");
    for (JsonNode panel : dashboard.path("panels")) {
      List<String> copies =
          panel.path("repeat").asText().equals("stage") ? stages() : List.of(".*");
      for (int i = 0; i < copies.size(); i++) {
        ObjectNode copy = copy(panel, copies.get(i), i);
        panels.add(copy);
        results.set(copy.path("key").asText(), results(copy, step));
      }
    }
    return data;
  }

  private List<String> stages() {
    return prometheus.query(new Expression("millrace_threshold")).findValuesAsText("stage");
  }

  /** The n-th of those that stand side by side, one for each stage. */
  private static ObjectNode copy(JsonNode panel, String stage, int place) {
    ObjectNode copy = panel.deepCopy();
    ObjectNode position = (ObjectNode) copy.path("gridPos");
    position.put("x", position.path("x").asInt() + place * position.path("w").asInt());
    copy.put("key", panel.path("id").asText() + "-" + place);
    copy.put("title", panel.path("title").asText().replace("$stage", stage));
    for (JsonNode target : copy.path("targets")) {
      ((ObjectNode) target).put("expr", target.path("expr").asText().replace("$stage", stage));
    }
    return copy;
  }

  private ObjectNode results(JsonNode panel, double step) {
    ObjectNode results = JSON.createObjectNode();
    for (Panel.Query query : new Panel("", panel).queries()) {
      results.set(query.letter(), prometheus.range(query.expression().filledIn(), from, to, step));
    }
    return results;
  }

  private static int height(JsonNode panels) {
    int rows = 0;
    for (JsonNode panel : panels) {
      JsonNode place = panel.path("gridPos");
      rows = Math.max(rows, place.path("y").asInt() + place.path("h").asInt());
    }
    return 60 + rows * ROW_PIXELS;
  }

  private static String html(ObjectNode data) throws IOException {
    return resource(Pictures.class, "picture.html")
        .replace("/*chart*/", resource(ReportPage.class, CHART_JS).replace("</", "<\\/"))
        .replace("/*data*/", JSON.writeValueAsString(data).replace("</", "<\\/"));
  }

  private static String resource(Class<?> owner, String name) throws IOException {
    try (InputStream in = owner.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void shoot(Path browser, Path page, Path picture, int height)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + Files.createTempDirectory("millrace-chromium"),
                "--window-size=1600," + height,
                "--screenshot=" + picture,
                page.toUri().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    if (!Files.exists(picture)) {
      throw new AssertionError(browser + " drew no " + picture);
    }
  }
}

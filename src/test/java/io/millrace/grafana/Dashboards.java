package io.millrace.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What lies in {@code grafana/}. */
final class Dashboards {
  static final Path RULES = Path.of("grafana/prometheus/rules.yml");
  static final Path RULE_TESTS = Path.of("grafana/prometheus/rules_test.yml");

  private static final Path DIRECTORY = Path.of("grafana/dashboards");
  private static final JsonMapper JSON = new JsonMapper();

  private Dashboards() {}

  static List<JsonNode> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Dashboards::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All panels but rows. */
  static List<Panel> panels() {
    return all().stream().flatMap(Dashboards::panels).filter(panel -> !panel.isRow()).toList();
  }

  static Stream<Panel> panels(JsonNode dashboard) {
    return StreamSupport.stream(dashboard.path("panels").spliterator(), false)
        .map(panel -> new Panel(dashboard.path("title").asText(), panel));
  }

  /**
   * A recording rule or an alert.
   *
   * @param name of what is recorded, or of the alert
   */
  record Rule(String name, boolean isAlert, Expression expression, JsonNode json) {
    private static Rule of(JsonNode json) {
      boolean isAlert = json.has("alert");
      return new Rule(
          json.path(isAlert ? "alert" : "record").asText(),
          isAlert,
          new Expression(json.path("expr").asText()),
          json);
    }
  }

  static List<Rule> rules() {
    try {
      JsonNode groups = new YAMLMapper().readTree(RULES.toFile()).path("groups");
      return StreamSupport.stream(groups.spliterator(), false)
          .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
          .map(Rule::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

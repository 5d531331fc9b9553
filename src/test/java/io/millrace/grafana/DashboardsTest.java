package io.millrace.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {
  private static final int WIDTH = 24;

  private final Set<String> known = KnownMetrics.all(Dashboards.rules());

  static List<JsonNode> dashboards() {
    return Dashboards.all();
  }

  static List<Panel> panels() {
    return Dashboards.panels();
  }

  static Stream<Dashboards.Rule> alerts() {
    return Dashboards.rules().stream().filter(Dashboards.Rule::isAlert);
  }

  @Test
  void areTheFourThatAreDocumented() throws IOException {
    String readme = Files.readString(Path.of("grafana/README.md"));

    assertThat(Dashboards.all()).hasSize(4);
    assertThat(Dashboards.all())
        .extracting(dashboard -> dashboard.path("title").asText().replace("Millrace / ", ""))
        .allMatch(readme::contains);
    assertThat(Dashboards.all()).extracting(it -> it.path("uid")).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("panels")
  void panelReadsKnownMetricsOnly(Panel panel) {
    assertThat(panel.queries()).isNotEmpty();
    for (Panel.Query query : panel.queries()) {
      assertThat(query.expression().metrics()).isNotEmpty().isSubsetOf(known);
      assertThat(query.expression().filledIn().metrics()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void panelSaysWhatItShows(Panel panel) {
    assertThat(panel.title()).isNotBlank();
    assertThat(panel.json().path("description").asText()).endsWith(".");
    assertThat(panel.json().path("datasource").path("uid").asText()).isEqualTo("${datasource}");
    String unit =
        panel.type().equals("heatmap") ? "/options/yAxis/unit" : "/fieldConfig/defaults/unit";
    assertThat(panel.json().at(unit).asText()).isNotBlank();
    assertThat(panel.queries()).extracting(Panel.Query::legend).doesNotContain("");
    assertThat(panel.queries()).extracting(Panel.Query::letter).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void placesPanelsSideBySide(JsonNode dashboard) {
    Set<List<Integer>> taken = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (Panel panel : Dashboards.panels(dashboard).toList()) {
      JsonNode place = panel.json().path("gridPos");
      assertThat(ids.add(panel.json().path("id").asInt()))
          .as(panel + " has an id of its own")
          .isTrue();
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(WIDTH);
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          List<Integer> cell = List.of(place.path("x").asInt() + x, place.path("y").asInt() + y);
          assertThat(taken.add(cell)).as(panel + " lies on no other").isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void letsTheUserChooseWhatIsShown(JsonNode dashboard) {
    JsonNode variables = dashboard.path("templating").path("list");

    assertThat(
            StreamSupport.stream(variables.spliterator(), false)
                .map(it -> it.path("name").asText()))
        .contains("datasource", "job", "instance");
  }

  @Test
  void rulesReadKnownMetricsOnly() {
    assertThat(Dashboards.rules()).isNotEmpty();
    for (Dashboards.Rule rule : Dashboards.rules()) {
      assertThat(rule.expression().metrics()).as(rule.name()).isNotEmpty().isSubsetOf(known);
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertSaysWhatIsWrongAndWhatToDo(Dashboards.Rule alert) throws IOException {
    JsonNode annotations = alert.json().path("annotations");

    assertThat(annotations.path("summary").asText()).isNotBlank();
    assertThat(annotations.path("action").asText()).isNotBlank();
    assertThat(alert.json().path("labels").path("severity").asText()).isIn("warning", "critical");
    assertThat(Files.readString(Dashboards.RULE_TESTS)).contains("alertname: " + alert.name());
    assertThat(alert.expression().observed()).isNotEqualTo(alert.expression());
  }
}

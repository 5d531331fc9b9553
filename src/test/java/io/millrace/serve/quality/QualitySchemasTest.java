package io.millrace.serve.quality;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.testing.JsonSchemas;
import java.net.URL;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of the topics say what the topology reads and writes. */
class QualitySchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void writesWindowsByTheSchema() throws Exception {
    try (QualityDriver topology = new QualityDriver()) {
      topology.predict("e0", "student", "balance", 0);
      topology.audit("e0", "weather", 1);
      topology.tell("e0", "balance", 1);
      topology.predict("e1", "teacher", null, 1);

      List<JsonNode> windows = topology.endWindows(30);

      assertThat(windows).isNotEmpty();
      windows.forEach(window -> JsonSchemas.require(schema("quality"), window));
    }
  }

  @Test
  void writesAlarmsAndThresholdsByTheSchema() throws Exception {
    try (QualityDriver topology = new QualityDriver()) {
      for (int i = 0; i < 600; i++) {
        topology.predict("e" + i, "student", i < 200 ? "balance" : null, i);
        topology.audit("e" + i, i % 2 == 0 ? "balance" : "weather", i);
      }

      List<JsonNode> figures = topology.endWindows(650);
      List<KeyValue<String, String>> thresholds = topology.policy.readKeyValuesToList();

      assertThat(figures).anyMatch(figure -> figure.path("kind").asText().equals("drift"));
      figures.forEach(figure -> JsonSchemas.require(schema("quality"), figure));
      assertThat(thresholds).isNotEmpty();
      for (KeyValue<String, String> threshold : thresholds) {
        JsonSchemas.require(schema("policy"), JSON.readTree(threshold.value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"e\",\"label\":\"balance\"}",
        "{\"id\":\"e\",\"label\":\"oos\",\"by\":\"a user\"}",
        "{\"id\":7,\"label\":\"balance\"}",
        "{\"id\":\"e\",\"label\":null}",
        "{\"id\":\"e\"}",
        "{\"label\":\"balance\"}",
        "[]",
        "7"
      })
  void readsFeedbackThatTheSchemaAllows(String feedback) throws Exception {
    boolean isRead = QualityJson.feedback(feedback.getBytes(UTF_8)).isPresent();

    assertThat(JsonSchemas.allows(schema("feedback"), JSON.readTree(feedback))).isEqualTo(isRead);
  }

  @Test
  void readsAuditsThatTheSchemaAllows() throws Exception {
    String audit =
        "{\"id\":\"e\",\"bundle\":\"b:1\",\"stage\":\"s\",\"label\":\"x\",\"confidence\":1,\"teacher\":\"t\","
            + "\"teacherLabel\":\"x\",\"teacherConfidence\":1,\"teacherAccepts\":true,\"agrees\":true}";

    JsonSchemas.require(schema("audit"), JSON.readTree(audit));
    assertThat(QualityJson.audit(audit.getBytes(UTF_8))).isPresent();
  }

  private static URL schema(String name) {
    return QualitySchemasTest.class.getResource("/schemas/" + name + ".schema.json");
  }
}

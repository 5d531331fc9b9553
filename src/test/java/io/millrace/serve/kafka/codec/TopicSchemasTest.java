package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.millrace.serve.event.Audit;
import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Lesson;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.testing.JsonSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of the topics say what the codec reads and writes, no more and no less. */
class TopicSchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final EventDecoder DECODER = new EventDecoder(1_000);
  private static final PredictionEncoder PREDICTIONS =
      new PredictionEncoder("predictions", InstantSource.system());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"hello\"}",
        "{\"text\":\"hello\",\"id\":\"e-1\",\"deadlineMs\":0,\"priority\":-3,\"context\":{\"a\":[1]}}",
        "{\"text\":\"hello\",\"id\":7,\"more\":true}",
        "{\"text\":\"hello\",\"id\":null,\"deadlineMs\":null,\"priority\":null,\"context\":null}",
        "{\"text\":\"hello\",\"deadlineMs\":9223372036854775807,\"priority\":2147483647}",
        "{\"text\":\"hello\",\"deadlineMs\":9223372036854775808}",
        "{\"text\":\"hello\",\"priority\":2147483648}",
        "{\"text\":\"hello\",\"priority\":-2147483649}",
        "{\"text\":\"hello\",\"deadlineMs\":-1}",
        "{\"text\":\"hello\",\"deadlineMs\":\"5\"}",
        "{\"text\":\"hello\",\"deadlineMs\":1.5}",
        "{\"text\":\"hello\",\"priority\":true}",
        "{\"text\":\"hello\",\"id\":[]}",
        "{\"text\":\"hello\",\"id\":1.5}",
        "{\"text\":7}",
        "{\"text\":null}",
        "{\"text\":\"\"}",
        "{\"text\":\" \\t\\n \"}",
        "{\"id\":\"e-1\"}",
        "{}",
        "[]",
        "\"hello\"",
        "null"
      })
  void readsWhatTheSchemaAllows(String event) throws IOException {
    boolean isRead = DECODER.decode(Records.json(event)) instanceof Decoded.Event;

    assertThat(JsonSchemas.allows(schema("event"), JSON.readTree(event))).isEqualTo(isRead);
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void writesPredictionsByTheSchema(Outcome outcome) throws IOException {
    boolean isSure = outcome != Outcome.ABSTAINED;
    Prediction prediction =
        new Prediction(
            "e-1",
            isSure ? "alarm" : null,
            0.98,
            "student",
            "clinc150:1",
            outcome,
            List.of(new Prediction.Alternative("alarm", 0.98)),
            "{\"user\":1}",
            new Prediction.Timings(0.1, 0.2, 0.3));

    ProducerRecord<byte[], byte[]> record =
        PREDICTIONS.encode(Records.json("x"), new Envelope.Bare(), prediction);

    JsonSchemas.require(schema("prediction"), JSON.readTree(record.value()));
  }

  @Test
  void writesTheShortestPredictionByTheSchema() throws IOException {
    Prediction.Timings none = new Prediction.Timings(0, 0, 0);
    Prediction prediction =
        new Prediction("e", null, 0, null, "b:1", Outcome.LATE, List.of(), null, none);

    JsonNode written = JSON.readTree(PredictionJson.bare(prediction));

    JsonSchemas.require(schema("prediction"), written);
    for (String member : written.properties().stream().map(Map.Entry::getKey).toList()) {
      ObjectNode less = written.deepCopy();
      less.remove(member);
      assertThat(JsonSchemas.allows(schema("prediction"), less)).as("without " + member).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Lesson.Source.class)
  void writesLessonsByTheSchema(Lesson.Source source) throws IOException {
    String sha = "0123456789abcdef".repeat(4);
    Lesson.Teacher teacher = new Lesson.Teacher("b:1", "teacher", sha, sha);
    float[] logits = {1.00006f, -3, Float.MAX_VALUE};

    JsonNode written =
        JSON.readTree(LessonJson.encode(new Lesson("e", "a \"b\"", source, teacher, logits)));

    JsonSchemas.require(schema("lesson"), written);
    assertThat(written.path("text").asText()).isEqualTo("a \"b\"");
    assertThat(written.path("logits").toString()).isEqualTo("[1.0001,-3.0,65504.0]");
    for (String member : required("lesson")) {
      ObjectNode less = written.deepCopy();
      less.remove(member);
      assertThat(JsonSchemas.allows(schema("lesson"), less)).as("without " + member).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void writesHeadersOfDeadLettersByTheSchema(ErrorKind kind) throws IOException {
    ProducerRecord<byte[], byte[]> record =
        new DeadLetterEncoder("dead-letters")
            .encode(Records.json("x", "a", "1"), new Rejection(kind, "no \"text\"", null));

    ObjectNode headers = headers(record.headers());

    JsonSchemas.require(schema("dead-letter-headers"), headers);
    headers.remove("a");
    assertThat(headers.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(required("dead-letter-headers"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"ACCEPTED", "ABSTAINED"})
  void writesAuditsByTheSchema(Outcome teachers) throws IOException {
    Prediction answer = prediction("student", "alarm", Outcome.ACCEPTED);
    String label = teachers == Outcome.ABSTAINED ? null : "alarm";

    byte[] audit = AuditJson.encode(new Audit(answer, prediction("teacher", label, teachers)));

    JsonSchemas.require(schema("audit"), JSON.readTree(audit));
  }

  private static Prediction prediction(String stage, String label, Outcome outcome) {
    return new Prediction(
        "e-1",
        label,
        0.98,
        stage,
        "clinc150:1",
        outcome,
        List.of(new Prediction.Alternative("alarm", 0.98)),
        null,
        new Prediction.Timings(0.1, 0.2, 0.3));
  }

  @Test
  void writesThresholdsAndStepsOfLoadByTheSchema() throws IOException {
    byte[] manual = PolicyJson.manual("clinc150:1", "student", 0.5, 1_764_000_000_000L);
    byte[] load = PolicyJson.load("clinc150:1", "pod-0", 2, 4, 1_764_000_000_000L);

    JsonSchemas.require(schema("policy"), JSON.readTree(manual));
    JsonSchemas.require(schema("quality"), JSON.readTree(load));
    assertThat(JsonSchemas.allows(schema("policy"), JSON.readTree(load))).isFalse();
    assertThat(JsonSchemas.allows(schema("quality"), JSON.readTree(manual))).isFalse();
  }

  private static List<String> required(String name) throws IOException {
    try (InputStream in = schema(name).openStream()) {
      return StreamSupport.stream(JSON.readTree(in).path("required").spliterator(), false)
          .map(JsonNode::asText)
          .toList();
    }
  }

  @Test
  void asyncApiRefersToWhatIsThere() throws IOException {
    JsonNode document;
    try (InputStream in = resource("asyncapi.yaml").openStream()) {
      document = new ObjectMapper(new YAMLFactory()).readTree(in);
    }

    List<String> references =
        document.findValues("$ref").stream().map(JsonNode::asText).distinct().toList();

    assertThat(references).hasSizeGreaterThan(10);
    for (String reference : references) {
      assertThat(
              reference.startsWith("#")
                  ? document.at(reference.substring(1)).isObject()
                  : resource(reference) != null)
          .as(reference)
          .isTrue();
    }
    assertThat(document.at("/components/messages/escalation/summary").asText())
        .contains("\"" + EscalationEncoder.HEADER + "\"");
  }

  private static ObjectNode headers(Headers headers) {
    ObjectNode object = JSON.createObjectNode();
    for (Header header : headers) {
      object.put(header.key(), new String(header.value(), UTF_8));
    }
    return object;
  }

  private static URL schema(String name) {
    return resource(name + ".schema.json");
  }

  private static URL resource(String name) {
    return TopicSchemasTest.class.getResource("/schemas/" + name);
  }
}

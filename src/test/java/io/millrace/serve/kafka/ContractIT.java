package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.testing.JsonSchemas;
import io.millrace.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What producers and consumers of the topics may rely on, through a real broker and service. */
class ContractIT {
  @TempDir static Path directory;

  private static EmbeddedBroker broker;
  private static TestTopics topics;
  private static ServiceProcess service;

  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    broker = EmbeddedBroker.start(0);
    topics = TestTopics.create(broker);
    Map<String, String> options = topics.options();
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("MILLRACE_BATCH_LINGER", "5ms");
    options.put("MILLRACE_COMMIT_INTERVAL", "100ms");
    broker.createTopic(topics.audits(), 3);
    options.put("MILLRACE_TOPICS_AUDITS", topics.audits());
    options.put("MILLRACE_AUDIT_SHARE", "1");
    options.put("MILLRACE_AUDIT_BACKLOG", "1h");
    service = ServiceProcess.start(broker.bootstrapServers(), options).awaitReady();
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    if (topics != null) {
      topics.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void answersJsonWithEveryMemberOfTheContract() throws Exception {
    topics.send(
        topics.event(
            "chat-1",
            "{\"id\":\"j1\",\"text\":\"hello\",\"context\":{\"n\": 1.0},\"unknown\":[]}",
            "traceparent",
            "00-a"));

    ConsumerRecord<byte[], byte[]> answer = answer("j1");

    assertThat(answer.key()).asString(UTF_8).isEqualTo("chat-1");
    assertThat(header(answer.headers(), "traceparent")).isEqualTo("00-a");
    assertThat(header(answer.headers(), "content-type")).isEqualTo("application/json");
    assertThat(answer.value()).asString(UTF_8).contains("\"context\":{\"n\": 1.0},\"timings\":{");
    JsonNode prediction = json.readTree(answer.value());
    requireSchema("prediction", prediction);
    assertThat(prediction.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "label",
            "confidence",
            "stage",
            "bundle",
            "outcome",
            "alternatives",
            "context",
            "timings");
    assertThat(prediction.get("timings").fieldNames())
        .toIterable()
        .containsExactly("queueMs", "serviceMs", "totalMs");
    assertThat(prediction.get("bundle").asText()).isEqualTo("tiny:1");
    assertThat(prediction.get("alternatives").get(0).get("label").asText()).isEqualTo("greeting");
  }

  @Test
  void answersAcceptsEscalatesAndAbstains() throws Exception {
    for (String text : List.of("hello", "balance", "weather")) {
      topics.send(topics.event(null, "{\"id\":\"o-" + text + "\",\"text\":\"" + text + "\"}"));
    }

    assertThat(summary("o-hello")).isEqualTo("accepted greeting by student");
    assertThat(summary("o-balance")).isEqualTo("accepted balance by teacher");
    assertThat(summary("o-weather")).isEqualTo("abstained null by teacher");
  }

  @Test
  void auditsWhatTheStudentAccepts() throws Exception {
    for (String text : List.of("howdy", "bye", "balance")) {
      topics.send(topics.event(null, "{\"id\":\"a-" + text + "\",\"text\":\"" + text + "\"}"));
    }

    JsonNode wrong = audit("a-howdy");

    assertThat(answer("a-howdy").value()).asString(UTF_8).contains("\"label\":\"farewell\"");
    assertThat(wrong.get("label").asText()).isEqualTo("farewell");
    assertThat(wrong.get("stage").asText()).isEqualTo("student");
    assertThat(wrong.get("bundle").asText()).isEqualTo("tiny:1");
    assertThat(wrong.get("teacher").asText()).isEqualTo("teacher");
    assertThat(wrong.get("teacherLabel").asText()).isEqualTo("greeting");
    assertThat(wrong.get("teacherAccepts").asBoolean()).isTrue();
    assertThat(wrong.get("agrees").asBoolean()).isFalse();
    assertThat(audit("a-bye").get("agrees").asBoolean()).isTrue();
    answer("a-balance");
    assertThat(topics.read(topics.audits()))
        .noneMatch(audit -> new String(audit.key(), UTF_8).equals("a-balance"));
  }

  private JsonNode audit(String id) throws Exception {
    ConsumerRecord<byte[], byte[]> audit =
        topics
            .await(topics.audits(), 1, record -> new String(record.key(), UTF_8).equals(id))
            .getFirst();
    return json.readTree(audit.value());
  }

  @Test
  void answersALateEventWithoutALabel() throws Exception {
    topics.send(topics.event(null, "{\"id\":\"late\",\"text\":\"hello\",\"deadlineMs\":0}"));

    assertThat(summary("late")).startsWith("late null");
  }

  @Test
  void answersPlainText() throws Exception {
    RecordMetadata sent =
        topics.send(topics.event("k", "bye", "content-type", "text/plain; charset=utf-8"));

    assertThat(summary(sent.topic() + "-" + sent.partition() + "-" + sent.offset()))
        .isEqualTo("accepted farewell by student");
  }

  @Test
  void answersControlCharactersLikeAnythingElse() throws Exception {
    topics.send(topics.event(null, "{\"id\":\"ctl\",\"text\":\"\\u0000hello\\u0007\\n\"}"));

    assertThat(summary("ctl")).startsWith("a");
  }

  @Test
  void answersABinaryCloudEventWithOne() throws Exception {
    topics.send(
        topics.event(
            "k",
            "{\"text\":\"hello\"}",
            "ce_specversion",
            "1.0",
            "ce_id",
            "ce-b",
            "ce_source",
            "/chat",
            "ce_type",
            "said",
            "ce_subject",
            "user-4",
            "content-type",
            "application/json"));

    Headers headers = answer("ce-b").headers();

    assertThat(header(headers, "ce_specversion")).isEqualTo("1.0");
    assertThat(header(headers, "ce_type")).isEqualTo("io.millrace.prediction.v1");
    assertThat(header(headers, "ce_source")).isEqualTo("/millrace");
    assertThat(header(headers, "ce_subject")).isEqualTo("user-4");
    assertThat(header(headers, "ce_id")).startsWith(topics.events());
  }

  @Test
  void answersAStructuredCloudEventWithOne() throws Exception {
    topics.send(
        topics.event(
            "k",
            "{\"specversion\":\"1.0\",\"id\":\"ce-s\",\"source\":\"/chat\",\"type\":\"said\",\"data\":{\"text\":\"hello\"}}",
            "content-type",
            "application/cloudevents+json"));

    ConsumerRecord<byte[], byte[]> answer = answer("ce-s");

    assertThat(header(answer.headers(), "content-type")).isEqualTo("application/cloudevents+json");
    JsonNode cloudEvent = json.readTree(answer.value());
    assertThat(cloudEvent.get("specversion").asText()).isEqualTo("1.0");
    assertThat(cloudEvent.get("type").asText()).isEqualTo("io.millrace.prediction.v1");
    assertThat(cloudEvent.get("data").get("label").asText()).isEqualTo("greeting");
  }

  @Test
  void answersAnIdSeenBeforeAgain() throws Exception {
    topics.send(topics.event("k", "{\"id\":\"twice\",\"text\":\"hello\"}"));
    topics.send(topics.event("k", "{\"id\":\"twice\",\"text\":\"hello\"}"));

    topics.await(topics.predictions(), 2, record -> contains(record, "twice"));
  }

  @Test
  void writesEveryBadRecordToTheDeadLettersUnchangedAndGoesOn() throws Exception {
    Map<String, byte[]> bad = badValues();
    for (Map.Entry<String, byte[]> each : bad.entrySet()) {
      topics.send(topics.event("dead-" + each.getKey(), each.getValue(), "a", "1", "a", "2"));
    }
    topics.send(topics.event("dead-x", "{\"id\":\"behind\",\"text\":\"hello\"}"));

    List<ConsumerRecord<byte[], byte[]>> letters =
        topics.await(topics.deadLetters(), bad.size(), letter -> true);

    assertThat(letters).hasSize(bad.size());
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      String name = new String(letter.key(), UTF_8).substring("dead-".length());
      assertThat(letter.value()).as(name).isEqualTo(bad.get(name));
      assertThat(letter.headers().toArray())
          .extracting(Header::key)
          .containsExactly(
              "a",
              "a",
              "millrace-error-kind",
              "millrace-error-message",
              "millrace-source-topic",
              "millrace-source-partition",
              "millrace-source-offset",
              "millrace-source-timestamp",
              "millrace-stage");
      ObjectNode headers = json.createObjectNode();
      letter.headers().forEach(each -> headers.put(each.key(), new String(each.value(), UTF_8)));
      requireSchema("dead-letter-headers", headers);
      assertThat(header(letter.headers(), "millrace-error-kind")).isEqualTo("BAD_EVENT");
      assertThat(header(letter.headers(), "millrace-source-topic")).isEqualTo(topics.events());
    }
    assertThat(summary("behind")).isEqualTo("accepted greeting by student");
    topics.awaitNoLag();
    assertThat(service.log()).doesNotContain("secret");
  }

  private static Map<String, byte[]> badValues() {
    Map<String, byte[]> bad = new HashMap<>();
    bad.put("not-json", "secret".getBytes(UTF_8));
    bad.put("no-object", "[{\"text\":\"hello\"}]".getBytes(UTF_8));
    bad.put("no-text", "{\"id\":\"a\"}".getBytes(UTF_8));
    bad.put("text-no-string", "{\"text\":[\"secret\"]}".getBytes(UTF_8));
    bad.put("empty", "{\"text\":\"\"}".getBytes(UTF_8));
    bad.put("blank", "{\"text\":\" \\t \"}".getBytes(UTF_8));
    bad.put("not-utf8", "{\"text\":\"caf\u00e9\"}".getBytes(ISO_8859_1));
    bad.put("mebibyte", ("{\"text\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8));
    bad.put(
        "nested",
        ("{\"text\":\"x\",\"context\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")
            .getBytes(UTF_8));
    bad.put("tombstone", null);
    bad.put("deadline", "{\"text\":\"hello\",\"deadlineMs\":-1}".getBytes(UTF_8));
    return bad;
  }

  @Test
  void keepsTheOrderOfAKeyAlthoughSomeEventsEscalate() throws Exception {
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
    String[] texts = {"money", "hello", "hello", "balance", "bye", "weather"};
    for (int i = 0; i < 3_000; i++) {
      events.add(
          topics.event(
              "order-" + i % 7,
              "{\"id\":\"order-%d\",\"text\":\"%s\"}".formatted(i, texts[i % texts.length])));
    }
    topics.send(events);

    List<ConsumerRecord<byte[], byte[]>> answers =
        topics.await(topics.predictions(), 3_000, record -> contains(record, "order-"));

    assertThat(answers).hasSize(3_000);
    Map<String, Integer> lastOfKey = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> answer : answers) {
      int number = Integer.parseInt(json.readTree(answer.value()).get("id").asText().substring(6));
      Integer before = lastOfKey.put(new String(answer.key(), UTF_8), number);
      assertThat(number).isEqualTo(before == null ? number % 7 : before + 7);
    }
  }

  private static void requireSchema(String name, JsonNode message) {
    JsonSchemas.require(ContractIT.class.getResource("/schemas/" + name + ".schema.json"), message);
  }

  private String summary(String id) throws Exception {
    JsonNode prediction = json.readTree(answer(id).value());
    requireSchema("prediction", prediction);
    return "%s %s by %s"
        .formatted(
            prediction.get("outcome").asText(),
            prediction.get("label").asText(),
            prediction.get("stage").asText());
  }

  private static ConsumerRecord<byte[], byte[]> answer(String id) {
    return topics.await(topics.predictions(), 1, record -> contains(record, id)).getFirst();
  }

  private static boolean contains(ConsumerRecord<byte[], byte[]> record, String id) {
    return new String(record.value(), UTF_8).contains("\"id\":\"" + id);
  }

  private static String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}

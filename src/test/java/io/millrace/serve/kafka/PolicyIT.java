package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.testing.TinyBundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The input shifts to what the student gets wrong; audits notice, and thresholds follow. */
class PolicyIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TOKEN = "a-token-of-some-length";
  private static final String THRESHOLD = "millrace_threshold{stage=\"student\"";

  @TempDir private Path directory;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private ServiceProcess service;
  private int port;
  private TestTopics topics;
  private int sent;

  @Test
  void raisesTheThresholdUntilTheTeacherAgrees_andObeysAPerson() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(0)) {
      topics = TestTopics.create(broker);
      broker.createTopic(topics.audits(), 3);
      service = ServiceProcess.start(broker.bootstrapServers(), options());
      try {
        service.awaitReady();
        shifts();
        obeysAPerson();
        ignoresWhatIsBad(broker);
      } finally {
        service.close();
        topics.close();
      }
    }
  }

  private void shifts() throws Exception {
    send(100, "hello");
    assertThat(metric(THRESHOLD)).isCloseTo(0.8, within(1e-6));
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              send(20, "howdy");
              return metric(THRESHOLD) > 0.9999; // The student is 0.99986 sure of it.
            });

    int before = sent;
    send(20, "howdy");

    // The student is wrong about it, the teacher is not: all of them are asked of the teacher.
    for (int i = before; i < sent; i++) {
      JsonNode answer = answer("e" + i);
      assertThat(answer.get("stage").asText()).isEqualTo("teacher");
      assertThat(answer.get("label").asText()).isEqualTo("greeting");
    }
    assertThat(metric("millrace_audits_total{result=\"disagreed\"")).isLessThan(2_000);
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              send(1, "hello");
              return get(port, "/v2/models/tiny/quality").body().contains("\"agreement\":{");
            });
  }

  private void obeysAPerson() throws Exception {
    HttpResponse<String> changed = admin("POST", "{\"stage\":\"student\",\"threshold\":0.5}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    await().atMost(LIMIT).until(() -> Math.abs(metric(THRESHOLD) - 0.5) < 1e-6);
    send(1, "howdy");
    assertThat(answer("e" + (sent - 1)).get("stage").asText()).isEqualTo("student");
    JsonNode shown = json.readTree(admin("GET", "").body());
    assertThat(shown.at("/stages/0/manual").asDouble()).isEqualTo(0.5);
    assertThat(shown.at("/stages/0/base").asDouble()).isEqualTo(0.8);

    assertThat(admin("POST", "{\"stage\":\"student\",\"release\":true}").statusCode())
        .isEqualTo(200);
    await().atMost(LIMIT).until(() -> metric(THRESHOLD) > 0.9);
    assertThat(admin("POST", "{\"stage\":\"student\",\"threshold\":2}").statusCode())
        .isEqualTo(400);
    assertThat(admin("POST", "{\"stage\":\"nobody\",\"threshold\":1}").statusCode()).isEqualTo(404);
  }

  private void ignoresWhatIsBad(EmbeddedBroker broker) throws Exception {
    double before = metric(THRESHOLD);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (List<String> bad :
          List.of(
              List.of("policy|tiny:1|student|agreement", "{\"raise\":7}"),
              List.of("policy|tiny:1|student|agreement", "no JSON"),
              List.of("policy|tiny:1|nobody|agreement", "{\"raise\":0.1}"),
              List.of("policy|tiny:0|student|agreement", "{\"raise\":0.1}"),
              List.of("anything", "{}"))) {
        producer.send(new ProducerRecord<>(policyTopic(), bad.get(0), bad.get(1)));
      }
    }
    await().atMost(LIMIT).until(() -> metric("millrace_policy_rejected_total") == 5);
    assertThat(metric(THRESHOLD)).isEqualTo(before);
  }

  /** A figure of its metrics, over all whose tags begin so. */
  private double metric(String sample) throws Exception {
    return get(service.managementPort(), "/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private Map<String, String> options() throws Exception {
    Map<String, String> options = topics.options();
    port = ServiceProcess.freePort();
    options.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("MILLRACE_ADMIN_TOKEN", TOKEN);
    options.put("MILLRACE_TOPICS_AUDITS", topics.audits());
    options.put("MILLRACE_TOPICS_POLICY", policyTopic());
    options.put("MILLRACE_TOPICS_QUALITY", topics.events() + ".quality");
    options.put("MILLRACE_TOPICS_FEEDBACK", topics.events() + ".feedback");
    options.put("MILLRACE_AUDIT_SHARE", "1");
    options.put("MILLRACE_AUDIT_BACKLOG", "1h");
    options.put("MILLRACE_QUALITY_ENABLED", "true");
    options.put("MILLRACE_QUALITY_WINDOW", "2s");
    options.put("MILLRACE_QUALITY_HOP", "1s");
    options.put("MILLRACE_POLICY_ENABLED", "true");
    options.put("MILLRACE_POLICY_RATE", "0.05");
    options.put("MILLRACE_POLICY_MAX_RAISE", "0.2");
    return options;
  }

  private String policyTopic() {
    return topics.events() + ".policy";
  }

  private void send(int count, String text) throws Exception {
    for (int i = 0; i < count; i++) {
      String event = "{\"id\":\"e%d\",\"text\":\"%s\"}".formatted(sent++, text);
      topics.send(topics.event(null, event));
    }
  }

  private JsonNode answer(String id) throws Exception {
    return json.readTree(
        topics
            .await(
                topics.predictions(),
                1,
                record -> new String(record.value(), UTF_8).contains("\"id\":\"" + id + "\""))
            .getFirst()
            .value());
  }

  private HttpResponse<String> admin(String method, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.managementPort() + "/admin/policy"))
            .header("authorization", "Bearer " + TOKEN)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(int at, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path)).build(),
        BodyHandlers.ofString());
  }
}

package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.millrace.serve.kafka.ServiceProcess;
import io.millrace.testing.JsonSchemas;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that checks rights, and processes with those of their KafkaUsers and no others. */
class KafkaRightsIT {
  private static final Path MANIFESTS = Path.of("deploy/kubernetes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TOKEN = "a-token-of-some-length";

  @TempDir Path directory;

  private CheckingBroker broker;

  @BeforeEach
  void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    broker = CheckingBroker.start(directory.resolve("broker"), "millrace", "quality");
    broker.createTopics("millrace.events", "millrace.predictions", "millrace.dead-letters");
    broker.grant("millrace", rules("kafka/single/user.yaml"));
  }

  @AfterEach
  void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at-least-once", "exactly-once"})
  void answersAndWritesDeadLetters(String delivery) throws Exception {
    Map<String, String> options = options("millrace", Map.of("MILLRACE_DELIVERY", delivery));
    try (ServiceProcess service = ServiceProcess.start(broker.bootstrapServers(), options)) {
      service.awaitReady();
      requireProbesAndMetrics(service);
      requireMayNotRead("millrace", "millrace.predictions");

      broker.send("millrace.events", "{\"text\":\"money\"}", "no event");

      assertThat(broker.first("millrace.predictions", _ -> true)).contains("\"label\":\"balance\"");
      assertThat(broker.first("millrace.dead-letters", _ -> true)).isEqualTo("no event");
    }
  }

  /** The student is wrong about "howdy": audits say so, and the topology raises its threshold. */
  @Test
  void auditsAndFollowsWhatTheTopologyMakesOfIt() throws Exception {
    broker.createTopics(
        "millrace.audits", "millrace.feedback", "millrace.quality", "millrace.policy");
    broker.grant("millrace", added("kafka/quality/kustomization.yaml"));
    broker.grant("quality", rules("kafka/quality/user.yaml"));
    Map<String, String> more =
        Map.of(
            "MILLRACE_AUDIT_SHARE", "1",
            "MILLRACE_POLICY_ENABLED", "true",
            "MILLRACE_ADMIN_TOKEN", TOKEN,
            "MILLRACE_QUALITY_HOP", "1s",
            "MILLRACE_QUALITY_WINDOW", "10s");
    try (ServiceProcess service =
            ServiceProcess.start(broker.bootstrapServers(), options("millrace", more));
        ServiceProcess quality =
            ServiceProcess.quality(broker.bootstrapServers(), options("quality", more))) {
      service.awaitReady();
      requireProbesAndMetrics(quality.awaitReady());
      requireMayNotRead("millrace", "millrace.audits");
      requireMayNotRead("quality", "millrace.events");
      String event = "{\"text\":\"howdy\"}";
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                broker.send("millrace.events", Collections.nCopies(20, event));
                return threshold(service) > 0.85;
              });
      assertThat(byHand(service)).isEqualTo(200);
      await().atMost(LIMIT).until(() -> threshold(service) < 0.6);
    }
    requireSchema("audit", "millrace.audits", "");
    requireSchema("quality", "millrace.quality", "\"kind\":\"window\"");
    requireSchema("policy", "millrace.policy", "\"kind\":\"agreement\"");
    requireSchema("policy", "millrace.policy", "\"kind\":\"manual\"");
  }

  private static double threshold(ServiceProcess service) throws Exception {
    return get(service, "/q/metrics")
        .lines()
        .filter(line -> line.startsWith("millrace_threshold{stage=\"student\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static int byHand(ServiceProcess service) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(service, "/admin/policy"))
              .header("authorization", "Bearer " + TOKEN)
              .POST(BodyPublishers.ofString("{\"stage\":\"student\",\"threshold\":0.5}"))
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private void requireSchema(String schema, String topic, String part) throws IOException {
    String value = broker.first(topic, record -> record.contains(part));
    JsonSchemas.require(
        KafkaRightsIT.class.getResource("/schemas/" + schema + ".schema.json"),
        YAML.readTree(value));
  }

  private static void requireProbesAndMetrics(ServiceProcess service) throws Exception {
    JsonNode container = manifest("base/deployment.yaml").at("/spec/template/spec/containers/0");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(get(service, container.path(probe).at("/httpGet/path").asText()).replace(" ", ""))
          .contains("\"status\":\"UP\"");
    }
    JsonNode monitor = manifest("components/monitoring/service-monitor.yaml");
    assertThat(get(service, monitor.at("/spec/endpoints/0/path").asText())).contains("millrace_");
  }

  private void requireMayNotRead(String user, String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            broker.client(user), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      assertThatThrownBy(() -> consumer.poll(Duration.ofMinutes(1)))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  private static String get(ServiceProcess service, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var response =
          http.send(HttpRequest.newBuilder(uri(service, path)).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return response.body();
    }
  }

  private static URI uri(ServiceProcess service, String path) {
    return URI.create("http://127.0.0.1:" + service.managementPort() + path);
  }

  private Map<String, String> options(String user, Map<String, String> more) {
    Map<String, String> options = new HashMap<>(broker.environment(user));
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.putAll(more);
    return options;
  }

  /** Of a KafkaUser. */
  private static List<JsonNode> rules(String file) throws IOException {
    return manifest(file).at("/spec/authorization/acls").valueStream().toList();
  }

  /** What a kustomization adds to a KafkaUser. */
  private static List<JsonNode> added(String file) throws IOException {
    String patch = manifest(file).at("/patches/0/patch").asText();
    return YAML.readTree(patch).valueStream().map(added -> added.path("value")).toList();
  }

  private static JsonNode manifest(String file) throws IOException {
    return YAML.readTree(MANIFESTS.resolve(file).toFile());
  }
}

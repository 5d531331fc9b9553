package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.millrace.serve.kafka.ServiceProcess;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that checks rights, and the service with those of its KafkaUser and no others. */
class KafkaRightsIT {
  private static final Path MANIFESTS = Path.of("deploy/kubernetes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"%s\" password=\"sesame\"%s;";

  @TempDir Path directory;

  private EmbeddedBroker broker;

  @BeforeEach
  void start() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    broker = EmbeddedBroker.start(0, directory.resolve("broker"), server());
    try (Admin admin = Admin.create(client("admin"))) {
      admin
          .createTopics(
              List.of("millrace.events", "millrace.predictions", "millrace.dead-letters").stream()
                  .map(topic -> new NewTopic(topic, 1, (short) 1))
                  .toList())
          .all()
          .get();
      admin.createAcls(rights()).all().get();
    }
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
    try (ServiceProcess service = start(delivery)) {
      service.awaitReady();
      requireProbesAndMetrics(service);
      requireNoOtherRights();

      send("{\"text\":\"money\"}", "no event");

      assertThat(first("millrace.predictions")).contains("\"label\":\"balance\"");
      assertThat(first("millrace.dead-letters")).isEqualTo("no event");
    }
  }

  private static void requireProbesAndMetrics(ServiceProcess service) throws Exception {
    JsonNode container = manifest("base/deployment.yaml").at("/spec/template/spec/containers/0");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(get(service, container.path(probe).at("/httpGet/path").asText()))
          .contains("\"status\": \"UP\"");
    }
    JsonNode monitor = manifest("components/monitoring/service-monitor.yaml");
    assertThat(get(service, monitor.at("/spec/endpoints/0/path").asText()))
        .contains("millrace_backlog_seconds");
  }

  private void requireNoOtherRights() {
    Map<String, Object> settings = client("millrace");
    settings.put("group.id", "millrace");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("millrace.predictions", 0)));
      consumer.seekToBeginning(consumer.assignment());
      assertThatThrownBy(() -> consumer.poll(Duration.ofMinutes(1)))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  private static String get(ServiceProcess service, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + path);
      var response = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return response.body();
    }
  }

  private ServiceProcess start(String delivery) throws IOException {
    Map<String, String> options = new HashMap<>();
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("MILLRACE_DELIVERY", delivery);
    client("millrace")
        .forEach(
            (key, value) ->
                options.put(
                    "KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
    return ServiceProcess.start(broker.bootstrapServers(), options);
  }

  private void send(String... values) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client("admin"), new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("millrace.events", "key", value));
      }
    }
  }

  private String first(String topic) {
    Map<String, Object> settings = client("admin");
    settings.put("group.id", "reader-of-" + topic);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      return await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> poll(consumer), value -> !value.isEmpty());
    }
  }

  private static String poll(KafkaConsumer<String, String> consumer) {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      return record.value();
    }
    return "";
  }

  private static JsonNode manifest(String file) throws IOException {
    return YAML.readTree(MANIFESTS.resolve(file).toFile());
  }

  /** Of the KafkaUser, as Strimzi would give them. */
  private static List<AclBinding> rights() throws IOException {
    List<AclBinding> rights = new ArrayList<>();
    for (JsonNode rule : manifest("kafka/single/user.yaml").at("/spec/authorization/acls")) {
      JsonNode resource = rule.path("resource");
      String type = resource.path("type").asText();
      ResourcePattern pattern =
          new ResourcePattern(
              type.equals("transactionalId")
                  ? ResourceType.TRANSACTIONAL_ID
                  : ResourceType.fromString(type),
              resource.path("name").asText(),
              resource.path("patternType").asText().equals("prefix")
                  ? PatternType.PREFIXED
                  : PatternType.LITERAL);
      for (JsonNode operation : rule.path("operations")) {
        rights.add(
            new AclBinding(
                pattern,
                new AccessControlEntry(
                    "User:millrace",
                    "*",
                    AclOperation.fromString(operation.asText()),
                    AclPermissionType.ALLOW)));
      }
    }
    return rights;
  }

  private static Map<String, String> server() {
    return Map.of(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms",
        "PLAIN",
        "sasl.mechanism.inter.broker.protocol",
        "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config",
        LOGIN.formatted("admin", " user_admin=\"sesame\" user_millrace=\"sesame\""),
        "authorizer.class.name",
        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // The controller's own connections have no name.
        "super.users",
        "User:admin;User:ANONYMOUS");
  }

  private Map<String, Object> client(String user) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("security.protocol", "SASL_PLAINTEXT");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put("sasl.jaas.config", LOGIN.formatted(user, ""));
    return settings;
  }
}

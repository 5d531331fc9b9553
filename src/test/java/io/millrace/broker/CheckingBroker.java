package io.millrace.broker;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker on which nobody may do anything, but for the admin and what KafkaUsers are granted. */
final class CheckingBroker implements AutoCloseable {
  private static final String ADMIN = "admin";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"%s\" password=\"sesame\"%s;";

  private final EmbeddedBroker broker;

  private CheckingBroker(EmbeddedBroker broker) {
    this.broker = broker;
  }

  /** Starts it. */
  static CheckingBroker start(Path directory, String... users) throws IOException {
    return new CheckingBroker(EmbeddedBroker.start(0, directory, server(users)));
  }

  private static Map<String, String> server(String... users) {
    String passwords =
        List.of(users).stream()
            .map(user -> " user_" + user + "=\"sesame\"")
            .collect(Collectors.joining("", " user_" + ADMIN + "=\"sesame\"", ""));
    return Map.of(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms",
        "PLAIN",
        "sasl.mechanism.inter.broker.protocol",
        "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config",
        LOGIN.formatted(ADMIN, passwords),
        "authorizer.class.name",
        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // The controller's own connections have no name.
        "super.users",
        "User:admin;User:ANONYMOUS");
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Settings of a user's clients. */
  Map<String, Object> client(String user) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("security.protocol", "SASL_PLAINTEXT");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put("sasl.jaas.config", LOGIN.formatted(user, ""));
    return settings;
  }

  /** The same as variables of an environment. */
  Map<String, String> environment(String user) {
    return client(user).entrySet().stream()
        .collect(
            Collectors.toMap(
                setting -> "KAFKA_" + setting.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                setting -> setting.getValue().toString()));
  }

  void createTopics(String... names) throws Exception {
    try (Admin admin = Admin.create(client(ADMIN))) {
      admin
          .createTopics(
              List.of(names).stream().map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
    }
  }

  /** Grants what a KafkaUser's rules say, as Strimzi would. */
  void grant(String user, List<JsonNode> rules) throws Exception {
    List<AclBinding> rights = new ArrayList<>();
    for (JsonNode rule : rules) {
      for (JsonNode operation : rule.path("operations")) {
        AclOperation may = AclOperation.fromString(operation.asText());
        rights.add(
            new AclBinding(
                pattern(rule.path("resource")),
                new AccessControlEntry("User:" + user, "*", may, AclPermissionType.ALLOW)));
      }
    }
    try (Admin admin = Admin.create(client(ADMIN))) {
      admin.createAcls(rights).all().get();
    }
  }

  private static ResourcePattern pattern(JsonNode resource) {
    String type = resource.path("type").asText();
    return new ResourcePattern(
        type.equals("transactionalId")
            ? ResourceType.TRANSACTIONAL_ID
            : ResourceType.fromString(type),
        resource.path("name").asText(),
        resource.path("patternType").asText().equals("prefix")
            ? PatternType.PREFIXED
            : PatternType.LITERAL);
  }

  /** As the admin. */
  void send(String topic, String... values) {
    send(topic, List.of(values));
  }

  void send(String topic, List<String> values) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client(ADMIN), new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, "key", value));
      }
    }
  }

  /** The first committed value of a topic of which that holds, as the admin reads it. */
  String first(String topic, Predicate<String> holds) {
    Map<String, Object> settings = client(ADMIN);
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      return await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> poll(consumer, holds), value -> !value.isEmpty());
    }
  }

  private static String poll(KafkaConsumer<String, String> consumer, Predicate<String> holds) {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
      if (record.value() != null && holds.test(record.value())) {
        return record.value();
      }
    }
    return "";
  }

  @Override
  public void close() {
    broker.close();
  }
}

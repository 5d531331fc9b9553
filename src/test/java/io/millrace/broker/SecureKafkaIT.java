package io.millrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.serve.kafka.ServiceProcess;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on a broker that takes only SASL over TLS, by the settings that the README gives. */
class SecureKafkaIT {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"%s\" password=\"%s\"";
  private static final String STORE_PASSWORD = "of the stores";

  @TempDir Path directory;

  private EmbeddedBroker broker;

  @BeforeEach
  void start() throws Exception {
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=broker",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-keystore",
        "broker.p12");
    keytool("-exportcert", "-file", "broker.crt", "-keystore", "broker.p12");
    keytool("-importcert", "-noprompt", "-file", "broker.crt", "-keystore", "trust.p12");
    broker = EmbeddedBroker.start(0, directory.resolve("broker"), server());
    try (Admin admin = Admin.create(client("millrace", "sesame"))) {
      admin
          .createTopics(
              List.of("millrace.events", "millrace.predictions", "millrace.dead-letters").stream()
                  .map(topic -> new NewTopic(topic, 1, (short) 1))
                  .toList())
          .all()
          .get(60, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void answersEventsOfASecureBroker() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    Map<String, String> options = new HashMap<>();
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    client("millrace", "sesame")
        .forEach(
            (key, value) ->
                options.put(
                    "KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));

    try (ServiceProcess service = ServiceProcess.start(broker.bootstrapServers(), options)) {
      service.awaitReady();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              client("millrace", "sesame"), new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>("millrace.events", "key", "{\"text\":\"money\"}"));
      }

      assertThat(firstPrediction()).contains("\"label\":\"balance\"");
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (Admin admin = Admin.create(client("millrace", "guess"))) {
      assertThatThrownBy(() -> admin.listTopics().names().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  private String firstPrediction() {
    Map<String, Object> settings = client("millrace", "sesame");
    settings.put("group.id", "reader");
    settings.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("millrace.predictions"));
      return await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> first(consumer), value -> !value.isEmpty());
    }
  }

  private static String first(KafkaConsumer<String, byte[]> consumer) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      return new String(record.value(), UTF_8);
    }
    return "";
  }

  private Map<String, String> server() {
    return Map.ofEntries(
        Map.entry("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT"),
        Map.entry("sasl.enabled.mechanisms", "PLAIN"),
        Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
        Map.entry(
            "listener.name.clients.plain.sasl.jaas.config",
            LOGIN.formatted("broker", "itself")
                + " user_broker=\"itself\" user_millrace=\"sesame\";"),
        Map.entry("ssl.keystore.type", "PKCS12"),
        Map.entry("ssl.keystore.location", directory.resolve("broker.p12").toString()),
        Map.entry("ssl.keystore.password", STORE_PASSWORD),
        Map.entry("ssl.truststore.type", "PKCS12"),
        Map.entry("ssl.truststore.location", directory.resolve("trust.p12").toString()),
        Map.entry("ssl.truststore.password", STORE_PASSWORD));
  }

  private Map<String, Object> client(String user, String password) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put("sasl.jaas.config", LOGIN.formatted(user, password) + ";");
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.location", directory.resolve("trust.p12").toString());
    settings.put("ssl.truststore.password", STORE_PASSWORD);
    return settings;
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    command.addAll(
        List.of("-alias", "broker", "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
    Process keytool =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as(String.join(" ", command)).isZero();
  }
}

package io.millrace.serve.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serve.quality.evidence.AgreementRule;
import io.millrace.serve.quality.evidence.DriftPolicy;
import io.millrace.serve.quality.evidence.DriftTest;
import io.millrace.serve.quality.evidence.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology without a broker, what goes in and what comes out. */
final class QualityDriver implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  final Recorded recorded = new Recorded();
  final TopologyTestDriver driver =
      new TopologyTestDriver(
          new QualityTopology(policy(), recorded, () -> START.plus(Duration.ofDays(5))).build(),
          properties(),
          START);
  final TestInputTopic<String, String> predictions = input("p");
  final TestInputTopic<String, String> audits = input("a");
  final TestInputTopic<String, String> feedback = input("f");
  final Map<String, JsonNode> figures = new HashMap<>();
  final TestOutputTopic<String, String> policy =
      driver.createOutputTopic("policy", new StringDeserializer(), new StringDeserializer());
  private final TestOutputTopic<String, String> quality =
      driver.createOutputTopic("q", new StringDeserializer(), new StringDeserializer());

  @Override
  public void close() {
    driver.close();
  }

  void predict(String id, String stage, String label, long second) {
    predictions.pipeInput("conversation", prediction(id, stage, label), at(second));
  }

  static String prediction(String id, String stage, String label) {
    return "{\"id\":\"%s\",\"label\":%s,\"confidence\":0.9,\"stage\":\"%s\",\"bundle\":\"b:1\",\"outcome\":\"%s\"}"
        .formatted(
            id,
            label == null ? "null" : "\"" + label + "\"",
            stage,
            label == null ? "abstained" : "accepted");
  }

  void audit(String id, String label, long second) {
    audits.pipeInput(
        id, "{\"id\":\"%s\",\"teacherLabel\":\"%s\"}".formatted(id, label), at(second));
  }

  void tell(String id, String label, long second) {
    feedback.pipeInput("user", "{\"id\":\"%s\",\"label\":\"%s\"}".formatted(id, label), at(second));
  }

  /** One event of the bundle moves its time on; returns the windows written since. */
  List<JsonNode> endWindows(long second) throws Exception {
    predictions.pipeInput("k", prediction("tick" + second, "ticker", "balance"), at(second));
    List<JsonNode> written = new ArrayList<>();
    for (KeyValue<String, String> record : quality.readKeyValuesToList()) {
      JsonNode json = JSON.readTree(record.value);
      written.add(json);
      figures.put(record.key, json);
    }
    return written;
  }

  static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private TestInputTopic<String, String> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new StringSerializer());
  }

  private static QualityPolicy policy() {
    return new QualityPolicy(
        "quality-test",
        new QualityPolicy.Topics("p", "a", "f", "q", "policy"),
        new Tenants(Optional.of("tenant"), Set.of("acme")),
        Set.of("balance", "weather"),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofDays(1),
        400,
        new DriftPolicy(100, 100, 10_000),
        Optional.of(new AgreementRule(0.9, 0.02, 0.2)));
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "quality-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(
        StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class.getName());
    return properties;
  }

  /** Remembers what it hears. */
  static final class Recorded implements QualityListener {
    final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
    final Map<String, Share> agreements = new HashMap<>();
    final Map<DriftTest, Double> drift = new EnumMap<>(DriftTest.class);

    @Override
    public void dropped(Reason reason) {
      reasons.merge(reason, 1, Integer::sum);
    }

    @Override
    public void window(String bundle, String stage, long endMs, Shares shares) {
      agreements.put(stage, shares.agreement());
    }

    @Override
    public void drift(String bundle, DriftTest test, double strength) {
      drift.put(test, strength);
    }
  }
}

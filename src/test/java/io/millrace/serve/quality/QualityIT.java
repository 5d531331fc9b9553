package io.millrace.serve.quality;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.broker.EmbeddedBroker;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace quality} as a process, on a real broker, killed in the middle and not. */
class QualityIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** So slow that the ticks of the whole limit do not make the events later than may be. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private static final long START =
      Instant.now().minusSeconds(3_600).toEpochMilli() / 60_000 * 60_000;
  private static final int EVENTS = 3_000;
  private static final String WINDOW = "window|tiny:1|all|all|";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void comesToTheSameFiguresWhenItIsKilledInTheMiddle() throws Exception {
    TinyBundle.write(directory.resolve("bundle"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(0);
        Watched undisturbed = new Watched(broker, "undisturbed");
        Watched killed = new Watched(broker, "killed")) {
      for (Watched each : List.of(undisturbed, killed)) {
        each.start();
        each.say(0, EVENTS / 2);
      }
      await().atMost(LIMIT).until(() -> !killed.figures().isEmpty());
      killed.process.destroyForcibly().waitFor();
      for (Watched each : List.of(undisturbed, killed)) {
        each.say(EVENTS / 2, EVENTS);
      }
      killed.start();

      AtomicInteger tick = new AtomicInteger(EVENTS + 600);
      await()
          .atMost(LIMIT)
          .pollInterval(TICK)
          .untilAsserted(
              () -> {
                // Its time moves on, so that windows that something late has changed are written.
                tick.addAndGet(200);
                for (Watched each : List.of(undisturbed, killed)) {
                  each.predict("tick" + tick, at(tick.get()));
                }
                Map<String, String> expected = undisturbed.figures();
                assertThat(expected).hasSizeGreaterThan(50);
                assertThat(killed.figures()).isEqualTo(expected);
                assertThat(expected).containsKey(WINDOW + at(EVENTS));
              });
      JsonNode all = JSON.readTree(killed.figures().get(WINDOW + at(60 * 10)));
      assertThat(all.get("events").asInt()).isEqualTo(300);
      assertThat(all.at("/agreement/trials").asInt()).isEqualTo(60);
      assertThat(all.at("/agreement/hits").asInt()).isEqualTo(54);
      assertThat(all.at("/accuracy/trials").asInt()).isEqualTo(30);
      answersQueries(killed);
    }
  }

  private void answersQueries(Watched watched) throws Exception {
    JsonNode answer = JSON.readTree(watched.get("/v2/models/tiny/quality").body());
    assertThat(answer.get("model").asText()).isEqualTo("tiny");
    assertThat(answer.get("figures")).isNotEmpty();
    assertThat(JSON.readTree(watched.get("/v2/models/other/quality").body()).get("figures"))
        .isEmpty();
    assertThat(watched.get("/q/metrics").body())
        .contains("millrace_agreement_ratio{bundle=\"tiny:1\",stage=\"student\"")
        .contains("millrace_drift{test=\"abstention\"");
  }

  /** Ten events a second. */
  private static long at(int event) {
    return START + event * 100L;
  }

  /** A topology of its own topics, and what it makes of them. */
  private final class Watched implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final EmbeddedBroker broker;
    private final String name;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final Map<String, String> figures = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private Path log;

    Watched(EmbeddedBroker broker, String name) throws IOException {
      this.broker = broker;
      this.name = name;
      for (String topic : List.of("predictions", "audits", "feedback", "quality")) {
        broker.createTopic(name + "." + topic, PARTITIONS);
      }
      Map<String, Object> settings =
          Map.of(
              "bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
      producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
      consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new TopicPartition(name + ".quality", i));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    void start() throws IOException {
      log = directory.resolve(name + System.nanoTime() + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-cp",
              "target/millrace-runner.jar",
              "io.millrace.cli.Millrace",
              "quality",
              "--port",
              "0");
      Map<String, String> environment = builder.environment();
      environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
      environment.put("KAFKA_COMMIT_INTERVAL_MS", "50");
      environment.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
      environment.put("MILLRACE_INSTANCE", name);
      environment.put("MILLRACE_QUALITY_GROUP", name);
      environment.put("MILLRACE_QUALITY_WINDOW", "30s");
      environment.put("MILLRACE_TOPICS_PREDICTIONS", name + ".predictions");
      environment.put("MILLRACE_TOPICS_AUDITS", name + ".audits");
      environment.put("MILLRACE_TOPICS_FEEDBACK", name + ".feedback");
      environment.put("MILLRACE_TOPICS_QUALITY", name + ".quality");
      process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Every fifth event is audited, one in ten of those disagrees; of every tenth a user says. */
    void say(int from, int to) {
      for (int i = from; i < to; i++) {
        predict("e" + i, at(i));
        if (i % 5 == 0) {
          String label = i % 50 == 0 ? "farewell" : "greeting";
          send("audits", "{\"id\":\"e%d\",\"teacherLabel\":\"%s\"}".formatted(i, label), at(i));
        }
        if (i % 10 == 0) {
          String label = i % 20 == 0 ? "farewell" : "greeting";
          send("feedback", "{\"id\":\"e%d\",\"label\":\"%s\"}".formatted(i, label), at(i));
        }
      }
      producer.flush();
    }

    void predict(String id, long timeMs) {
      send(
          "predictions",
          "{\"id\":\"%s\",\"label\":\"greeting\",\"confidence\":0.9,\"stage\":\"student\",\"bundle\":\"tiny:1\",\"outcome\":\"accepted\"}"
              .formatted(id),
          timeMs);
    }

    private void send(String topic, String value, long timeMs) {
      String key = "conversation-" + timeMs / 100 % 7;
      producer.send(new ProducerRecord<>(name + "." + topic, null, timeMs, key, value));
    }

    /** The last that was written of each window of the events, by its key and end. */
    Map<String, String> figures() throws IOException {
      assertThat(process.isAlive()).as(() -> read(log)).isTrue();
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
        long end = JSON.readTree(record.value()).path("toMs").asLong();
        if (end <= at(EVENTS)) {
          figures.put(record.key() + "|" + end, record.value());
        }
      }
      return Map.copyOf(figures);
    }

    HttpResponse<String> get(String path) throws Exception {
      Matcher port = Pattern.compile("localhost:(\\d+)").matcher(read(log));
      assertThat(port.find()).isTrue();
      URI uri = URI.create("http://localhost:" + port.group(1) + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(UTF_8));
    }

    private static String read(Path log) {
      try {
        return Files.readString(log);
      } catch (IOException unreadable) {
        return unreadable.toString();
      }
    }

    @Override
    public void close() {
      producer.close();
      consumer.close();
      if (process != null) {
        process.destroyForcibly();
        await().atMost(LIMIT).until(() -> !process.isAlive());
      }
    }
  }
}

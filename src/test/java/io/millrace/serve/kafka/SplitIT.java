package io.millrace.serve.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.EmbeddedBroker;
import io.millrace.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Students and teacher as processes of their own, with a topic between them. */
class SplitIT {
  private static final int EVENTS = 3_000;
  private static final int KEYS = 20;
  private static final String[] TEXTS = {"hello", "money", "bye", "balance", "weather"};
  private static final String[] ANSWERS = {
    "\"greeting\"", "\"balance\"", "\"farewell\"", "\"balance\"", "null"
  };
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9]+)\"");
  private static final Pattern LABEL = Pattern.compile("\"label\":(null|\"[a-z]+\")");

  /** Generous: a machine that does other things too must not fail a test. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path directory;
  private EmbeddedBroker broker;
  private TestTopics topics;
  private final List<ServiceProcess> services = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    broker = EmbeddedBroker.start(0, directory.resolve("broker"));
    topics = TestTopics.create(broker);
    broker.createTopic(topics.escalations(), 3);
    TinyBundle.write(directory.resolve("bundle"));
  }

  @AfterEach
  void stop() {
    services.forEach(ServiceProcess::close);
    topics.close();
    broker.close();
  }

  @Test
  void answersEachEventOnceInTheOrderOfItsKey() throws Exception {
    topics.send(events());
    ServiceProcess students = serve("students", Map.of());
    ServiceProcess teacher = serve("teacher", Map.of());

    topics.awaitCount(topics.predictions(), EVENTS);
    topics.awaitNoLag();

    List<ConsumerRecord<byte[], byte[]>> answers = topics.read(topics.predictions());
    checkOrder(answers);
    for (ConsumerRecord<byte[], byte[]> answer : answers) {
      assertThat(label(answer)).isEqualTo(ANSWERS[id(answer) % TEXTS.length]);
      assertThat(answer.headers().lastHeader("n").value())
          .asString(UTF_8)
          .isEqualTo("" + id(answer));
      assertThat(answer.headers().lastHeader("millrace-escalation")).isNull();
    }
    assertThat(topics.count(topics.predictions())).isEqualTo(EVENTS);
    assertThat(topics.count(topics.escalations())).isEqualTo(EVENTS);
    assertThat(students.metric("millrace_passed_on_total")).isEqualTo(EVENTS);
    assertThat(students.metric("millrace_events_total")).isZero();
    assertThat(teacher.metric("millrace_events_total")).isEqualTo(EVENTS);
  }

  @Test
  void answersExactlyOnceThoughBothAreKilled() throws Exception {
    topics.send(events());
    ServiceProcess students = serve("students", exactlyOnce("s"));
    ServiceProcess teacher = serve("teacher", exactlyOnce("t"));
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    students.kill();
    teacher.kill();
    assertThat(topics.lag()).as("still in the middle").isPositive();

    serve("students", exactlyOnce("s"));
    serve("teacher", exactlyOnce("t"));
    await().atMost(LIMIT).until(() -> topics.read(topics.predictions()).size() >= EVENTS);
    topics.awaitNoLag();
    List<ConsumerRecord<byte[], byte[]>> answers = topics.read(topics.predictions());
    assertThat(answers).extracting(SplitIT::id).hasSize(EVENTS).doesNotHaveDuplicates();
    checkOrder(answers);
  }

  private static Map<String, String> exactlyOnce(String instance) {
    return Map.of("MILLRACE_DELIVERY", "exactly-once", "MILLRACE_INSTANCE", instance);
  }

  /** Each key's answers follow its events, without a gap. */
  private static void checkOrder(List<ConsumerRecord<byte[], byte[]>> answers) {
    Map<String, Integer> lastOfKey = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> answer : answers) {
      Integer before = lastOfKey.put(new String(answer.key(), UTF_8), id(answer));
      assertThat(id(answer)).isEqualTo(before == null ? id(answer) % KEYS : before + KEYS);
    }
  }

  private ServiceProcess serve(String stages, Map<String, String> more) throws IOException {
    Map<String, String> options = topics.options();
    options.put("MILLRACE_STAGES", stages);
    options.put("MILLRACE_TOPICS_ESCALATIONS", topics.escalations());
    options.put("MP_MESSAGING_INCOMING_EVENTS_GROUP_ID", topics.group(stages));
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("MILLRACE_IN_FLIGHT_EVENTS", "64");
    options.put("MILLRACE_BATCH_LINGER", "5ms");
    options.put("MILLRACE_COMMIT_INTERVAL", "200ms");
    options.put("MP_MESSAGING_INCOMING_EVENTS_SESSION_TIMEOUT_MS", "6000");
    options.put("MP_MESSAGING_INCOMING_EVENTS_HEARTBEAT_INTERVAL_MS", "500");
    options.putAll(more);
    ServiceProcess service = ServiceProcess.start(broker.bootstrapServers(), options);
    services.add(service);
    return service;
  }

  private List<ProducerRecord<byte[], byte[]>> events() {
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      String event = "{\"id\":\"%d\",\"text\":\"%s\"}".formatted(i, TEXTS[i % TEXTS.length]);
      events.add(topics.event("key-" + i % KEYS, event, "n", "" + i));
    }
    return events;
  }

  private static int id(ConsumerRecord<byte[], byte[]> answer) {
    return Integer.parseInt(found(ID, answer));
  }

  private static String label(ConsumerRecord<byte[], byte[]> answer) {
    return found(LABEL, answer);
  }

  private static String found(Pattern pattern, ConsumerRecord<byte[], byte[]> answer) {
    Matcher matcher = pattern.matcher(new String(answer.value(), UTF_8));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}

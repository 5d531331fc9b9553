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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    Map<String, Integer> lastOfKey = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> answer : topics.read(topics.predictions())) {
      int id = id(answer);
      Integer before = lastOfKey.put(new String(answer.key(), UTF_8), id);
      assertThat(id).isEqualTo(before == null ? id % KEYS : before + KEYS);
      assertThat(label(answer)).isEqualTo(ANSWERS[id % TEXTS.length]);
      assertThat(answer.headers().lastHeader("n").value()).asString(UTF_8).isEqualTo("" + id);
      assertThat(answer.headers().lastHeader("millrace-escalation")).isNull();
    }
    assertThat(topics.count(topics.predictions())).isEqualTo(EVENTS);
    assertThat(topics.count(topics.escalations())).isEqualTo(EVENTS);
    assertThat(students.metric("millrace_passed_on_total")).isEqualTo(EVENTS);
    assertThat(students.metric("millrace_events_total")).isZero();
    assertThat(teacher.metric("millrace_events_total")).isEqualTo(EVENTS);
  }

  @Test
  void losesNothingWhenBothAreKilled() throws Exception {
    Map<String, String> options = Map.of("MILLRACE_ORDER", "none");
    topics.send(events());
    ServiceProcess students = serve("students", options);
    ServiceProcess teacher = serve("teacher", options);
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    students.kill();
    teacher.kill();

    serve("students", options);
    serve("teacher", options);
    Set<Integer> answered = new HashSet<>();
    topics.awaitNoLag();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              topics.read(topics.predictions()).forEach(answer -> answered.add(id(answer)));
              return answered.size() == EVENTS;
            });
    assertThat(topics.count(topics.escalations())).isLessThan(EVENTS);
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

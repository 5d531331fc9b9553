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
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a service owes its events when it, its neighbour or its broker goes away in the middle of
 * them: never a lost one; none twice if it was told to stop; every key in order.
 */
class DeliveryIT {
  private static final int EVENTS = 12_000;
  private static final int KEYS = 40;

  /** Generous: a machine that does other things too must not fail a test. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9]+)\"");

  @TempDir static Path directory;

  /** Null while it is down. */
  private static EmbeddedBroker broker;

  private static int port;

  private final List<ServiceProcess> services = new ArrayList<>();
  private TestTopics topics;

  @BeforeAll
  static void writeBundle() throws IOException {
    TinyBundle.write(directory.resolve("bundle"));
  }

  @BeforeEach
  void start() throws IOException {
    startBroker();
    topics = TestTopics.create(broker);
  }

  @AfterEach
  void stop() {
    services.forEach(ServiceProcess::close);
    topics.close();
  }

  @AfterAll
  static void stopBroker() {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  /** On the port and the records it had, if it was up before. */
  private static void startBroker() throws IOException {
    if (broker == null) {
      broker = EmbeddedBroker.start(port, directory.resolve("broker"));
      port = broker.port();
    }
  }

  @Test
  void answersEachEventOnceAcrossACleanStop() throws Exception {
    topics.send(events());
    ServiceProcess first = service();
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    int status = first.terminate();

    assertThat(status).isEqualTo(143);
    long answered = topics.count(topics.predictions());
    assertThat(answered).isLessThan(EVENTS);
    assertThat(topics.lag()).as("committed is what was answered").isEqualTo(EVENTS - answered);

    service();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(EVENTS).containsValues(1).doesNotContainValue(2);
    checkOrder();
  }

  @Test
  void losesNothingWhenKilled() throws Exception {
    topics.send(events());
    ServiceProcess first = service();
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    first.kill();

    assertThat(topics.count(topics.predictions())).isLessThan(EVENTS);
    service();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(EVENTS);
  }

  @Test
  void answersEachEventOnceWhilePartitionsMove() throws Exception {
    List<ProducerRecord<byte[], byte[]>> events = events();
    topics.send(events.subList(0, EVENTS / 2));
    ServiceProcess first = service("40ms");
    topics.awaitCount(topics.predictions(), EVENTS / 20);

    ServiceProcess second = service("40ms");
    topics.awaitOwners(2);
    topics.send(events.subList(EVENTS / 2, EVENTS));
    topics.awaitCount(topics.predictions(), EVENTS * 6 / 10);
    second.terminate();
    assertThat(topics.count(topics.predictions())).as("still in the middle").isLessThan(EVENTS);

    topics.awaitNoLag();
    assertThat(first.isAlive()).isTrue();
    assertThat(answersOfEachEvent()).hasSize(EVENTS).doesNotContainValue(2);
    checkOrder();
  }

  @Test
  void goesOnWhenTheBrokerComesBack() throws Exception {
    topics.send(events());
    ServiceProcess service = service().awaitReady();
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    stopBroker();
    await().atMost(LIMIT).until(() -> !service.isReady());
    startBroker();

    service.awaitReady();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(EVENTS);
  }

  @Test
  void waitsForABrokerThatIsNotThereYet() throws Exception {
    topics.send(events().subList(0, 10));
    stopBroker();
    ServiceProcess service = service();
    await().atMost(LIMIT).until(() -> service.log().contains("Started: events from"));
    assertThat(service.isReady()).isFalse();

    startBroker();

    service.awaitReady();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(10);
  }

  @Test
  void stopsInTimeAlthoughTheBrokerIsAway() throws Exception {
    topics.send(events());
    ServiceProcess service = service().awaitReady();
    topics.awaitCount(topics.predictions(), EVENTS / 10);
    stopBroker();

    service.terminate();

    startBroker();
    service();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(EVENTS);
  }

  @Test
  void endsRatherThanCommitBeyondAnOutputThatCannotBeWritten() throws Exception {
    topics.limitRecords(topics.deadLetters(), 1_000);
    topics.send(topics.event("k", "{\"id\":\"1\",\"text\":\"hello\"}"));
    RecordMetadata bad = topics.send(topics.event("k", "not JSON ".repeat(1_000)));
    topics.send(topics.event("k", "{\"id\":\"2\",\"text\":\"hello\"}"));
    ServiceProcess service = service();

    assertThat(service.awaitEnd()).isEqualTo(1);

    assertThat(service.log())
        .contains("Stopped taking events: The output of the event at offset " + bad.offset())
        .contains("cannot be written to " + topics.deadLetters());
    assertThat(topics.lag()).isGreaterThanOrEqualTo(2);

    topics.limitRecords(topics.deadLetters(), 100_000);
    service();
    topics.awaitNoLag();
    assertThat(topics.count(topics.deadLetters())).isEqualTo(1);
    assertThat(answersOfEachEvent()).hasSize(2);
  }

  /** Slow enough to be caught in the middle: few in flight, and each batch lingers. */
  private ServiceProcess service() throws IOException {
    return service("10ms");
  }

  private ServiceProcess service(String linger) throws IOException {
    Map<String, String> options = topics.options();
    options.put("MILLRACE_BUNDLE", directory.resolve("bundle").toString());
    options.put("MILLRACE_IN_FLIGHT_EVENTS", "64");
    options.put("MILLRACE_BATCH_LINGER", linger);
    options.put("MILLRACE_COMMIT_INTERVAL", "200ms");
    options.put("MILLRACE_STOP_TIMEOUT", "3s");
    // A killed member must not hold its partitions for Kafka's usual 45 s.
    options.put("MP_MESSAGING_INCOMING_EVENTS_SESSION_TIMEOUT_MS", "6000");
    options.put("MP_MESSAGING_INCOMING_EVENTS_HEARTBEAT_INTERVAL_MS", "500");
    ServiceProcess service = ServiceProcess.start("127.0.0.1:" + port, options);
    services.add(service);
    return service;
  }

  private List<ProducerRecord<byte[], byte[]>> events() {
    String[] texts = {"hello", "money", "bye", "hello", "weather"};
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      String event = "{\"id\":\"%d\",\"text\":\"%s\"}".formatted(i, texts[i % texts.length]);
      events.add(topics.event("key-" + i % KEYS, event));
    }
    return events;
  }

  private Map<Integer, Integer> answersOfEachEvent() {
    Map<Integer, Integer> answers = new HashMap<>();
    topics.read(topics.predictions()).forEach(answer -> answers.merge(id(answer), 1, Integer::sum));
    return answers;
  }

  private void checkOrder() {
    Map<String, Integer> lastOfKey = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> answer : topics.read(topics.predictions())) {
      Integer before = lastOfKey.put(new String(answer.key(), UTF_8), id(answer));
      assertThat(id(answer)).isEqualTo(before == null ? id(answer) % KEYS : before + KEYS);
    }
  }

  private static int id(ConsumerRecord<byte[], byte[]> answer) {
    Matcher id = ID.matcher(new String(answer.value(), UTF_8));
    assertThat(id.find()).isTrue();
    return Integer.parseInt(id.group(1));
  }
}

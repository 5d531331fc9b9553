package io.millrace.serve.kafka;

import static io.millrace.serve.kafka.Surroundings.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a service owes its events when it, its neighbour or its broker goes away in the middle of
 * them: never a lost one; none twice if it was told to stop; every key in order.
 */
class DeliveryIT {
  private static final int EVENTS = 12_000;
  private static final int KEYS = 40;

  /** Generous: a machine that does other things too must not fail a test. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @RegisterExtension static final Surroundings SURROUNDINGS = new Surroundings();

  private TestTopics topics;

  @BeforeEach
  void takeTopics() {
    topics = SURROUNDINGS.topics();
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

    SURROUNDINGS.stopBroker();
    await().atMost(LIMIT).until(() -> !service.isReady());
    SURROUNDINGS.startBroker();

    service.awaitReady();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(EVENTS);
  }

  @Test
  void waitsForABrokerThatIsNotThereYet() throws Exception {
    topics.send(events().subList(0, 10));
    SURROUNDINGS.stopBroker();
    ServiceProcess service = service();
    await().atMost(LIMIT).until(() -> service.log().contains("Started: events from"));
    assertThat(service.isReady()).isFalse();

    SURROUNDINGS.startBroker();

    service.awaitReady();
    topics.awaitNoLag();
    assertThat(answersOfEachEvent()).hasSize(10);
  }

  @Test
  void stopsInTimeAlthoughTheBrokerIsAway() throws Exception {
    topics.send(events());
    ServiceProcess service = service().awaitReady();
    topics.awaitCount(topics.predictions(), EVENTS / 10);
    SURROUNDINGS.stopBroker();

    service.terminate();

    SURROUNDINGS.startBroker();
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

  private static ServiceProcess service() throws IOException {
    return service("10ms");
  }

  private static ServiceProcess service(String linger) throws IOException {
    return SURROUNDINGS.service(
        Map.of("MILLRACE_BATCH_LINGER", linger, "MILLRACE_COMMIT_INTERVAL", "200ms"));
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
}

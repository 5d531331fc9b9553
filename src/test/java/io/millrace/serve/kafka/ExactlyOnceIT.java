package io.millrace.serve.kafka;

import static io.millrace.serve.kafka.Surroundings.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a service under {@code delivery=exactly-once} owes its events whatever goes away in the
 * middle of them: one answer or one dead letter for each that a reader of committed records sees,
 * every key in order.
 */
class ExactlyOnceIT {
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
  void answersOnceWhenKilledTimeAndAgain() throws Exception {
    topics.send(events(0, EVENTS));
    for (int kill = 1; kill <= 3; kill++) {
      ServiceProcess service = service("a");
      long before = topics.count(topics.predictions());
      topics.awaitCount(topics.predictions(), before + EVENTS / 10);
      service.kill();
    }
    assertThat(topics.lag()).as("still in the middle").isPositive();

    service("a");

    checkAllOnce(EVENTS);
  }

  @Test
  void answersOnceWhilePartitionsMove() throws Exception {
    topics.send(events(0, EVENTS / 2));
    ServiceProcess first = service("a", "MILLRACE_BATCH_LINGER", "40ms");
    topics.awaitCount(topics.predictions(), EVENTS / 20);

    ServiceProcess second = service(null, "MILLRACE_BATCH_LINGER", "40ms");
    topics.awaitOwners(2);
    topics.send(events(EVENTS / 2, EVENTS));
    topics.awaitCount(topics.predictions(), EVENTS * 6 / 10);
    second.terminate();
    assertThat(topics.lag()).as("still in the middle").isPositive();

    checkAllOnce(EVENTS);
    assertThat(first.isAlive()).isTrue();
  }

  @Test
  void answersOnceThoughTheBrokerWasAway() throws Exception {
    topics.send(events(0, EVENTS));
    ServiceProcess service = service(null).awaitReady();
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    SURROUNDINGS.stopBroker();
    await().atMost(LIMIT).until(() -> !service.isReady());
    SURROUNDINGS.startBroker();

    service.awaitReady();
    checkAllOnce(EVENTS);
  }

  @Test
  void answersOnceThoughItWasTakenForDead() throws Exception {
    topics.send(events(0, EVENTS));
    ServiceProcess first = service(null);
    topics.awaitCount(topics.predictions(), EVENTS / 10);
    first.signal("STOP");

    service(null);
    topics.awaitNoLag();
    first.signal("CONT");

    topics.send(events(EVENTS, EVENTS + 1_000));
    checkAllOnce(EVENTS + 1_000);
    assertThat(first.isAlive()).isTrue();
    assertThat(first.log()).contains("Lost [");
  }

  /** A static member: its restart is no event for the group, and the partitions wait for it. */
  @Test
  void keepsItsPartitionsOverARestartUnderItsName() throws Exception {
    String[] patience = {"MP_MESSAGING_INCOMING_EVENTS_SESSION_TIMEOUT_MS", "180000"};
    topics.send(events(0, EVENTS / 2));
    ServiceProcess first = service("a", patience);
    topics.awaitCount(topics.predictions(), EVENTS / 20);
    service("b", patience);
    topics.awaitOwners(2);
    Map<String, Set<Integer>> before = topics.partitionsOfInstances();
    topics.send(events(EVENTS / 2, EVENTS));

    first.kill();
    service("a", patience);

    checkAllOnce(EVENTS);
    assertThat(topics.partitionsOfInstances()).isEqualTo(before);
  }

  @Test
  void answersOnceAcrossACleanStop() throws Exception {
    topics.send(events(0, EVENTS));
    ServiceProcess first = service(null);
    topics.awaitCount(topics.predictions(), EVENTS / 10);

    assertThat(first.terminate()).isEqualTo(143);

    assertThat(topics.lag()).isPositive();
    service(null);
    checkAllOnce(EVENTS);
  }

  private static ServiceProcess service(String instance, String... more) throws IOException {
    Map<String, String> options = new HashMap<>();
    options.put("MILLRACE_DELIVERY", "exactly-once");
    options.put("MILLRACE_COMMIT_INTERVAL", "100ms");
    if (instance != null) {
      options.put("MILLRACE_INSTANCE", instance);
    }
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return SURROUNDINGS.service(options);
  }

  /** Some escalate, some are dead letters; keys come in turn. */
  private List<ProducerRecord<byte[], byte[]>> events(int from, int to) {
    String[] texts = {"hello", "money", "bye", "hello", "weather"};
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String text = i % 97 == 0 ? "\" " : texts[i % texts.length];
      events.add(
          topics.event("key-" + i % KEYS, "{\"id\":\"%d\",\"text\":\"%s\"}".formatted(i, text)));
    }
    return events;
  }

  private void checkAllOnce(int events) throws Exception {
    topics.awaitNoLag();
    Set<Integer> seen = new HashSet<>();
    for (String topic : List.of(topics.predictions(), topics.deadLetters())) {
      Map<String, Integer> lastOfKey = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> output : topics.read(topic)) {
        int id = id(output);
        assertThat(seen.add(id)).as("event " + id + " was answered before").isTrue();
        Integer before = lastOfKey.put(new String(output.key(), UTF_8), id);
        assertThat(before == null || before < id).as(before + " before " + id).isTrue();
      }
    }
    assertThat(seen).hasSize(events);
  }
}

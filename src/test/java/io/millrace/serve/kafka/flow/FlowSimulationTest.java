package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Moves what happens on many threads in real life (polls, answers, sends, acknowledgements,
 * commits, rebalances) in random order on one, and checks at each step what must always hold: all
 * below a commit is acknowledged, outputs of a key leave in order, and no more is in flight than
 * may be.
 */
class FlowSimulationTest {
  /** Held, because the logging system forgets the level of a logger that nobody holds. */
  private static final Logger QUIET = Logger.getLogger(Drain.class.getName());

  private static final int PARTITIONS = 3;
  private static final int MAX_IN_FLIGHT = 24;
  private static final int ROUNDS = 30;
  private static final int STEPS = 3_000;

  private final Map<TopicPartition, Simulated> topic = new HashMap<>();
  private final List<Throwable> failures = new ArrayList<>();
  private FakeOutbox outbox;
  private FakeAnswerer answerer;
  private EventFlow flow;
  private final Set<TopicPartition> owned = new HashSet<>();
  private Random random;
  private boolean isOrdered;
  private int inFlight;
  private int generation;
  private int checked;

  /** One partition, as broker and consumer see it. */
  private static final class Simulated {
    long committed;
    long position;
    final Map<Long, Integer> acknowledgements = new HashMap<>();
    final Map<String, Long> lastSentOfKey = new HashMap<>();
  }

  @BeforeAll
  static void expectEventsToBeGivenUp() {
    QUIET.setLevel(Level.OFF);
  }

  @AfterAll
  static void logAgain() {
    QUIET.setLevel(null);
  }

  @ParameterizedTest
  @CsvSource({"KEY,0", "NONE,0", "KEY,3", "NONE,3"})
  void skipsNothingAndKeepsOrder(KafkaPolicy.Order order, int rebalances) {
    for (int round = 0; round < ROUNDS; round++) {
      start(order, 1_000 + round);
      for (int step = 0; step < STEPS; step++) {
        step(rebalances);
        checkSent();
        assertThat(failures).isEmpty();
      }
      finish(rebalances > 0);
    }
  }

  private void start(KafkaPolicy.Order order, long seed) {
    isOrdered = order == KafkaPolicy.Order.KEY;
    random = new Random(seed);
    outbox = new FakeOutbox();
    answerer = new FakeAnswerer();
    checked = 0;
    IntakeListener listener =
        new IntakeListener() {
          @Override
          public void inFlight(int events) {
            inFlight = events;
            assertThat(events).isBetween(0, MAX_IN_FLIGHT);
          }
        };
    KafkaPolicy policy =
        new KafkaPolicy(
            new KafkaPolicy.Topics("p", "d"),
            order,
            100,
            MAX_IN_FLIGHT,
            1 << 20,
            Duration.ZERO,
            Events.NO_BREAKER);
    EventTimes times = new EventTimes(() -> 0, InstantSource.fixed(Instant.EPOCH));
    flow = new EventFlow(policy, answerer, times, listener, outbox, failures::add);
    owned.clear();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      topic.put(Events.partition(partition), new Simulated());
      gain(Events.partition(partition));
    }
  }

  private void step(int rebalances) {
    int die = random.nextInt(60);
    if (die < rebalances) {
      rebalance();
    } else if (die < 6) {
      commit(flow.toCommit());
    } else if (die < 18) {
      poll(rebalances > 0);
    } else if (die < 38) {
      reply();
    } else if (die < 50) {
      acknowledge();
    } else {
      outbox.run();
    }
  }

  /** Takes a batch, no larger than there is room for: the only thread must not wait. */
  private void poll(boolean staleToo) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int room = Math.min(MAX_IN_FLIGHT - inFlight, random.nextInt(10)); room > 0; room--) {
      TopicPartition partition = Events.partition(random.nextInt(PARTITIONS));
      if (owned.contains(partition)) {
        records.add(record(partition.partition(), next(topic.get(partition))));
      }
    }
    int polledIn = generation;
    if (staleToo && random.nextInt(10) == 0) {
      // The batch waits in a queue while partitions go and come.
      rebalance();
      rebalance();
    }
    try {
      assertThat(flow.take(Events.batch(records), polledIn)).isTrue();
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Every third offset is a gap. */
  private static long next(Simulated partition) {
    if (partition.position % 3 == 1) {
      partition.position++;
    }
    return partition.position++;
  }

  private static ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
    String key = offset % 7 == 0 ? null : "key" + offset % 7;
    ConsumerRecord<byte[], byte[]> record =
        offset % 11 == 0
            ? Events.record(partition, offset, key, "not JSON")
            : Events.event(partition, offset, key);
    record.headers().add("from", (partition + "/" + offset).getBytes(UTF_8));
    return record;
  }

  private void reply() {
    if (answerer.asked.isEmpty()) {
      flow.askAgain();
      return;
    }
    FakeAnswerer.Asked asked = answerer.asked.remove(random.nextInt(answerer.asked.size()));
    switch (random.nextInt(8)) {
      case 0 -> asked.reply().rejected(new Rejection(ErrorKind.ENGINE, "why", "student"));
      case 1 -> asked.reply().unanswered();
      default -> asked.answer();
    }
  }

  private boolean acknowledge() {
    ProducerRecord<byte[], byte[]> output = outbox.acknowledge();
    if (output != null) {
      topic.get(partition(output)).acknowledgements.merge(offset(output), 1, Integer::sum);
    }
    return output != null;
  }

  /** Some other consumer takes a partition, or leaves it, and goes on from the last commit. */
  private void rebalance() {
    generation++;
    TopicPartition partition = Events.partition(random.nextInt(PARTITIONS));
    if (!owned.remove(partition)) {
      gain(partition);
    } else {
      commit(flow.lose(List.of(partition)));
    }
  }

  private void gain(TopicPartition partition) {
    Simulated simulated = topic.get(partition);
    simulated.position = simulated.committed;
    simulated.lastSentOfKey.clear();
    owned.add(partition);
    flow.gain(List.of(partition), generation);
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Simulated simulated = topic.get(partition);
          for (long below = simulated.committed; below < offset.offset(); below++) {
            assertThat(below % 3 == 1 || simulated.acknowledgements.containsKey(below)).isTrue();
          }
          assertThat(offset.offset()).isGreaterThanOrEqualTo(simulated.committed);
          simulated.committed = offset.offset();
        });
  }

  private void checkSent() {
    for (; checked < outbox.sent.size(); checked++) {
      ProducerRecord<byte[], byte[]> output = outbox.sent.get(checked);
      if (isOrdered && output.key() != null) {
        Long before =
            topic
                .get(partition(output))
                .lastSentOfKey
                .put(new String(output.key(), UTF_8), offset(output));
        assertThat(before == null || before < offset(output)).isTrue();
      }
    }
  }

  /** Everything is answered and acknowledged: nothing may be left over. */
  private void finish(boolean wasRebalanced) {
    do {
      flow.askAgain();
      answerer.asked.forEach(FakeAnswerer.Asked::answer);
      answerer.asked.clear();
      outbox.run();
      checkSent();
    } while (acknowledge());
    commit(flow.toCommit());

    assertThat(inFlight).isZero();
    topic.forEach(
        (partition, simulated) -> {
          if (owned.contains(partition) && simulated.position > 0) {
            assertThat(simulated.committed).isEqualTo(simulated.position);
          }
          if (!wasRebalanced) {
            assertThat(simulated.acknowledgements.values()).containsOnly(1);
          }
        });
  }

  private static TopicPartition partition(ProducerRecord<byte[], byte[]> output) {
    return Events.partition(Integer.parseInt(from(output)[0]));
  }

  private static long offset(ProducerRecord<byte[], byte[]> output) {
    return Long.parseLong(from(output)[1]);
  }

  private static String[] from(ProducerRecord<byte[], byte[]> output) {
    return new String(output.headers().lastHeader("from").value(), UTF_8).split("/");
  }
}

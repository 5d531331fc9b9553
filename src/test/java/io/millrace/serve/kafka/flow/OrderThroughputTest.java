package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.TextEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * What order costs, in virtual time: 10,000 events on one partition, of which a tenth needs a call
 * of 50 ms and the others one of 1 ms; two engine workers; the real flow between.
 *
 * <ol>
 *   <li>strict: the next event is taken when the one before is finished, as a consumer does that
 *       knows nothing but the partition's order;
 *   <li>keys: at most 4,096 are in flight, and outputs wait for their turn. Calls of one event
 *       each, and of up to 32.
 * </ol>
 *
 * <p>{@code main} prints the table; the test holds the ratio. Nothing depends on the machine.
 */
class OrderThroughputTest {
  private static final int EVENTS = 10_000;
  private static final int KEYS = 100;
  private static final int WORKERS = 2;
  private static final long SLOW_MS = 50;
  private static final long QUICK_MS = 1;

  /** How many events one call answers, and how many may be in flight. */
  private record Setup(String name, int inFlight, int batch, int workers) {}

  private static final Setup STRICT = new Setup("strict partition order", 1, 1, WORKERS);

  /** Nothing but waiting: as many calls as the keys that parallel-consumer would run at a time. */
  private static final Setup KEYS_ALONE = new Setup("100 keys, calls of 1", KEYS, 1, KEYS);

  private static final Setup KEYS_BATCHED = new Setup("100 keys, calls of 32", 4_096, 32, WORKERS);

  @Test
  void isEightTimesThatOfStrictOrder() throws Exception {
    double strict = eventsPerSecond(STRICT);

    assertThat(eventsPerSecond(KEYS_ALONE)).isGreaterThan(8 * strict);
    assertThat(eventsPerSecond(KEYS_BATCHED)).isGreaterThan(8 * strict);
  }

  /** Prints events a second of each setup. */
  public static void main(String... none) throws Exception {
    double strict = eventsPerSecond(STRICT);
    for (Setup setup : List.of(STRICT, KEYS_ALONE, KEYS_BATCHED)) {
      double rate = eventsPerSecond(setup);
      System.out.printf("%-24s %8.0f events/s  %5.1f x%n", setup.name, rate, rate / strict);
    }
  }

  private static double eventsPerSecond(Setup setup) throws Exception {
    Engine engine = new Engine(setup);
    FakeOutbox outbox = new FakeOutbox();
    AtomicInteger inFlight = new AtomicInteger();
    EventFlow flow = flow(setup, engine, outbox, inFlight);
    int next = 0;
    while (outbox.sent.size() < EVENTS) {
      while (next < EVENTS && inFlight.get() < setup.inFlight) {
        flow.take(Events.batch(List.of(Events.event(0, next, "key" + next % KEYS))), 0);
        next++;
      }
      engine.run();
      outbox.run();
      while (outbox.acknowledge() != null) {}
      outbox.run();
      flow.commit();
      do {
        outbox.run();
      } while (outbox.commit());
    }
    checkOrder(outbox.sent);
    return EVENTS * 1e3 / engine.nowMs;
  }

  private static EventFlow flow(
      Setup setup, Engine engine, FakeOutbox outbox, AtomicInteger inFlight) {
    IntakeListener listener =
        new IntakeListener() {
          @Override
          public void inFlight(int events) {
            inFlight.set(events);
          }
        };
    KafkaPolicy policy =
        new KafkaPolicy(
            new KafkaPolicy.Topics("p", "d"),
            KafkaPolicy.Order.KEY,
            100,
            setup.inFlight,
            1 << 20,
            Duration.ZERO,
            Duration.ZERO,
            Events.NO_BREAKER);
    EventFlow flow =
        new EventFlow(
            policy,
            engine,
            new EventTimes(() -> 0, InstantSource.fixed(Instant.EPOCH)),
            listener,
            outbox,
            failure -> {
              throw new AssertionError(failure);
            });
    flow.gain(Events.partition(0), null, 0);
    return flow;
  }

  private static void checkOrder(List<ProducerRecord<byte[], byte[]>> sent) {
    Map<String, Integer> lastOfKey = new HashMap<>();
    for (ProducerRecord<byte[], byte[]> record : sent) {
      String value = new String(record.value(), UTF_8);
      int offset = Integer.parseInt(value.replaceAll(".*\"label\":\"0/([0-9]+)\".*", "$1"));
      Integer before = lastOfKey.put(new String(record.key(), UTF_8), offset);
      assertThat(before == null || before < offset).isTrue();
    }
  }

  /** Workers that call it in virtual time. */
  private static final class Engine implements Answerer {
    private record Waiting(TextEvent event, Reply reply) {
      boolean isSlow() {
        return new Random(Integer.parseInt(event.text().substring(2))).nextInt(10) == 0;
      }
    }

    private record Call(long endMs, List<Waiting> batch) {}

    private final Setup setup;
    private final Queue<Waiting> quick = new ArrayDeque<>();
    private final Queue<Waiting> slow = new ArrayDeque<>();
    private final PriorityQueue<Call> running =
        new PriorityQueue<>(Comparator.comparingLong(Call::endMs));
    private long nowMs;

    Engine(Setup setup) {
      this.setup = setup;
    }

    @Override
    public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
      Waiting waiting = new Waiting(event, reply);
      (waiting.isSlow() ? slow : quick).add(waiting);
    }

    /** Idle workers call; the first call under way ends. */
    void run() {
      while (running.size() < setup.workers && !(quick.isEmpty() && slow.isEmpty())) {
        boolean isSlow = quick.isEmpty() || slow.size() >= setup.batch;
        Queue<Waiting> queue = isSlow ? slow : quick;
        List<Waiting> batch = new ArrayList<>();
        while (!queue.isEmpty() && batch.size() < setup.batch) {
          batch.add(queue.remove());
        }
        running.add(new Call(nowMs + (isSlow ? SLOW_MS : QUICK_MS), batch));
      }
      Call first = running.remove();
      nowMs = first.endMs;
      first.batch.forEach(one -> one.reply.answered(FakeAnswerer.prediction(one.event)));
    }
  }
}

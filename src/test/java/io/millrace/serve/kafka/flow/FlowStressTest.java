package io.millrace.serve.kafka.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serve.cascade.Answerer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Every thread of the real thing at once: nothing lost, nothing twice, every key in order. */
class FlowStressTest {
  private static final int EVENTS = 100_000;
  private static final int BATCH = 500;
  private static final int KEYS = 50;
  private static final int MAX_IN_FLIGHT = 64;

  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void losesNothingUnderManyThreads() throws Exception {
    try (ThreadedOutbox outbox = new ThreadedOutbox();
        ExecutorService answering = Executors.newFixedThreadPool(4)) {
      Answerer answerer =
          (event, _, _, reply) ->
              answering.execute(() -> reply.answered(FakeAnswerer.prediction(event)));
      EventTimes times = new EventTimes(() -> 0, InstantSource.system());
      EventFlow flow = new EventFlow(policy(), answerer, times, listener(), outbox, failures::add);
      flow.gain(Events.partition(0), null, 0);

      for (int first = 0; first < EVENTS; first += BATCH) {
        assertThat(flow.take(batch(first), 0)).isTrue();
      }
      Map<TopicPartition, OffsetAndMetadata> left = flow.lose(List.of(Events.partition(0)));

      assertThat(failures).isEmpty();
      // Nothing is left to commit when the last commit under way covered all.
      outbox.committed.putAll(left);
      assertThat(outbox.committed.get(Events.partition(0)).offset()).isEqualTo(EVENTS);
      assertThat(mostInFlight.get()).isBetween(MAX_IN_FLIGHT / 2, MAX_IN_FLIGHT);
      checkOrder(outbox.sent());
    }
  }

  private IntakeListener listener() {
    return new IntakeListener() {
      @Override
      public void inFlight(int events) {
        mostInFlight.accumulateAndGet(events, Math::max);
      }
    };
  }

  private static KafkaPolicy policy() {
    return new KafkaPolicy(
        new KafkaPolicy.Topics("p", "d"),
        KafkaPolicy.Order.KEY,
        100,
        MAX_IN_FLIGHT,
        1 << 20,
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Events.NO_BREAKER);
  }

  private static ConsumerRecords<byte[], byte[]> batch(int first) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(BATCH);
    for (int offset = first; offset < first + BATCH; offset++) {
      ConsumerRecord<byte[], byte[]> record = Events.event(0, offset, "key" + offset % KEYS);
      record.headers().add("offset", Integer.toString(offset).getBytes(UTF_8));
      records.add(record);
    }
    return Events.batch(records);
  }

  private static void checkOrder(List<ProducerRecord<byte[], byte[]>> sent) {
    Map<String, Integer> lastOfKey = new HashMap<>();
    assertThat(sent).hasSize(EVENTS);
    for (ProducerRecord<byte[], byte[]> record : sent) {
      int offset =
          Integer.parseInt(new String(record.headers().lastHeader("offset").value(), UTF_8));
      Integer before = lastOfKey.put(new String(record.key(), UTF_8), offset);
      // Each key's events came KEYS apart: the next one, and no other.
      assertThat(offset).isEqualTo(before == null ? offset % KEYS : before + KEYS);
    }
  }

  /** Sends on one thread and acknowledges on another, as a producer does. */
  private static final class ThreadedOutbox implements Outbox.Plain, AutoCloseable {
    private final ExecutorService sending = Executors.newSingleThreadExecutor();
    private final ExecutorService acknowledging = Executors.newSingleThreadExecutor();
    private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new ConcurrentHashMap<>();

    @Override
    public void execute(Runnable action) {
      sending.execute(action);
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
      sent.add(record);
      acknowledging.execute(() -> whenDone.onCompletion(null, null));
    }

    @Override
    public void commit(Proposal proposal, Consumer<Exception> whenDone) {
      acknowledging.execute(
          () -> {
            committed.putAll(proposal.offsets());
            whenDone.accept(null);
          });
    }

    List<ProducerRecord<byte[], byte[]>> sent() throws Exception {
      return sending.submit(() -> List.copyOf(sent)).get(10, SECONDS);
    }

    @Override
    public void close() {
      sending.close();
      acknowledging.close();
    }
  }
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A process of the service with the real flow in it, whose threads move one step when they are told
 * to. Not for sharing.
 */
final class SimulatedMember {
  private static final int MAX_IN_FLIGHT = 7;
  private static final Exception NOT_COMMITTED = new IllegalStateException("not committed");
  private static final int MOST_POLLED = 2 * SimulatedKafka.PARTITIONS;

  final EventFlow flow;

  /** Next event to poll of each partition that it believes its own. */
  final Map<TopicPartition, Integer> positions = new HashMap<>();

  private final SimulatedKafka kafka;
  private final Random random;
  private final FakeAnswerer answerer = new FakeAnswerer();
  private final Queue<Runnable> sending = new ArrayDeque<>();
  private final Queue<Runnable> polling = new ArrayDeque<>();
  private final Queue<Runnable> acknowledging = new ArrayDeque<>();
  private final Set<List<Object>> written = new HashSet<>();
  private Runnable polled;
  private boolean isPrompt;
  private int generation;
  private int inFlight;

  SimulatedMember(
      SimulatedKafka kafka, Random random, KafkaPolicy.Order order, boolean isExactlyOnce) {
    this.kafka = kafka;
    this.random = random;
    IntakeListener listener =
        new IntakeListener() {
          @Override
          public void inFlight(int events) {
            inFlight = events;
            SimulatedKafka.check(events >= 0 && events <= MAX_IN_FLIGHT, "in flight", events);
          }
        };
    this.flow =
        new EventFlow(
            new KafkaPolicy(
                new KafkaPolicy.Topics("p", "d"),
                order,
                100,
                MAX_IN_FLIGHT,
                1 << 20,
                Duration.ZERO,
                Duration.ZERO,
                Events.NO_BREAKER),
            answerer,
            new EventTimes(() -> 0, InstantSource.fixed(Instant.EPOCH)),
            listener,
            isExactlyOnce ? new Transactions() : new Plain(),
            failure -> {
              throw new AssertionError(failure);
            });
  }

  private void execute(Runnable action) {
    sending.add(action);
    if (isPrompt) {
      run(sending);
    }
  }

  private static void run(Queue<Runnable> actions) {
    while (!actions.isEmpty()) {
      actions.remove().run();
    }
  }

  private void write(ProducerRecord<byte[], byte[]> output) {
    kafka.write(output);
    written.add(List.of(SimulatedKafka.partition(output), SimulatedKafka.number(output)));
  }

  /** Sends and acknowledges one by one, commits on the poll thread. */
  private final class Plain implements Outbox.Plain {
    @Override
    public void execute(Runnable action) {
      SimulatedMember.this.execute(action);
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
      acknowledging.add(
          () -> {
            write(record);
            whenDone.onCompletion(null, null);
          });
    }

    @Override
    public void commit(Proposal proposal, Consumer<Exception> whenDone) {
      polling.add(
          () -> {
            if (generation != kafka.generation() || random.nextInt(8) == 0) {
              whenDone.accept(NOT_COMMITTED);
            } else {
              kafka.commit(proposal.offsets());
              whenDone.accept(null);
            }
          });
    }
  }

  /** Fails every now and then, before or after the broker has done what it was told. */
  private final class Transactions implements Outbox.Transactional {
    private final List<ProducerRecord<byte[], byte[]>> open = new ArrayList<>();

    @Override
    public void execute(Runnable action) {
      SimulatedMember.this.execute(action);
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record, Callback whenDone) {
      open.add(record);
      whenDone.onCompletion(null, null);
    }

    @Override
    public End commit(Proposal proposal) {
      Map<TopicPartition, OffsetAndMetadata> offsets = proposal.offsets();
      int fate = random.nextInt(10);
      if (proposal.isStale() || generation != kafka.generation() || fate == 0) {
        return abort();
      }
      if (fate != 1) {
        open.forEach(SimulatedMember.this::write);
        kafka.commit(offsets);
      }
      open.clear();
      return fate < 3 ? End.UNKNOWN : End.COMMITTED;
    }

    @Override
    public End abort() {
      open.clear();
      return random.nextInt(10) == 0 ? End.UNKNOWN : End.ABORTED;
    }

    @Override
    public void recover(
        Collection<TopicPartition> partitions,
        Consumer<Map<TopicPartition, OffsetAndMetadata>> whenKnown) {
      polling.add(() -> whenKnown.accept(Map.copyOf(kafka.committed)));
    }
  }

  /** One of its threads does something. */
  void step() {
    switch (random.nextInt(7)) {
      case 0 -> poll();
      case 1 -> deliver();
      case 2 -> reply();
      case 3 -> flow.commit();
      case 4 -> runOne(acknowledging);
      case 5 -> runOne(polling);
      default -> run(sending);
    }
  }

  private static void runOne(Queue<Runnable> actions) {
    if (!actions.isEmpty()) {
      actions.remove().run();
    }
  }

  /** The batch waits to be taken, while partitions may go and come. */
  private void poll() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TopicPartition partition : List.copyOf(positions.keySet())) {
      for (int most = random.nextInt(3); most > 0; most--) {
        int next = positions.get(partition);
        if (polled == null && next < SimulatedKafka.EVENTS) {
          records.add(kafka.record(partition, next));
          positions.put(partition, next + 1);
        }
      }
    }
    if (!records.isEmpty()) {
      ConsumerRecords<byte[], byte[]> batch = Events.batch(records);
      int polledIn = generation;
      polled = () -> take(batch, polledIn);
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> batch, int polledIn) {
    try {
      SimulatedKafka.check(flow.take(batch, polledIn), "refused", batch);
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Only when there is room: the only thread must not wait. */
  private void deliver() {
    if (polled != null && inFlight + MOST_POLLED <= MAX_IN_FLIGHT) {
      Runnable batch = polled;
      polled = null;
      batch.run();
    }
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

  /** Hears of a rebalance: of the generation that may commit. */
  void join() {
    generation = kafka.generation();
  }

  void gain(TopicPartition partition) {
    join();
    positions.put(partition, kafka.position(partition));
    flow.gain(partition, kafka.committed.get(partition), generation);
  }

  /** Lets go of a partition, with what its threads get done in the meantime. */
  void lose(TopicPartition partition) {
    join();
    positions.remove(partition);
    isPrompt = random.nextInt(4) > 0;
    run(isPrompt ? sending : polling);
    kafka.commit(flow.lose(List.of(partition)));
    isPrompt = false;
  }

  /** Hears that others have had its partitions for some time. */
  void miss(Collection<TopicPartition> partitions) {
    partitions.forEach(positions::remove);
    flow.miss(partitions);
    join();
  }

  /** Nothing is in flight when it returns. */
  void settle() {
    join();
    int rounds = 0;
    do {
      SimulatedKafka.check(rounds++ < 1_000, "never finished, in flight", inFlight);
      flow.askAgain();
      List.copyOf(answerer.asked).forEach(FakeAnswerer.Asked::answer);
      answerer.asked.clear();
      run(sending);
      run(acknowledging);
      flow.commit();
      run(sending);
      run(polling);
      run(sending);
    } while (inFlight > 0 || !acknowledging.isEmpty() || !polling.isEmpty());
  }

  /** Polls and answers all that is left of its partitions. */
  void finish() {
    settle();
    while (polled != null
        || positions.values().stream().anyMatch(position -> position < SimulatedKafka.EVENTS)) {
      poll();
      deliver();
      settle();
    }
  }

  /** Its process ends here and now: what was on the way to Kafka may arrive, in order. */
  void crash() {
    for (int arriving = random.nextInt(4); arriving > 0; arriving--) {
      runOne(acknowledging);
    }
    long again = written.stream().filter(output -> !isDone(output)).count();
    SimulatedKafka.check(again <= MAX_IN_FLIGHT, "to be answered again", again);
  }

  private boolean isDone(List<Object> output) {
    return kafka.isDone((TopicPartition) output.get(0), (Integer) output.get(1));
  }
}

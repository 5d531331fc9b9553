package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import io.millrace.serve.kafka.codec.FormatAwayException;
import io.millrace.serve.kafka.codec.ValueFormat;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes records, as fast as there is room in flight, and asks for their answers.
 *
 * <p>{@link #take} is for one thread at a time.
 */
final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class.getName());

  /** Between two tries to read a record whose format is away. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Null while nothing is. */
  private volatile String waiting;

  private final Arrivals arrivals;
  private final Outputs outputs;
  private final boolean isOrdered;
  private final Answerer answerer;
  private final EventTimes times;
  private final InFlightLimit limit;
  private final Sender sender;
  private final IntakeListener listener;

  /** Events that were handed back, to be asked again; at most those in flight. */
  private final Queue<Reply> handedBack = new ConcurrentLinkedQueue<>();

  Intake(
      KafkaPolicy policy,
      Answerer answerer,
      EventTimes times,
      InFlightLimit limit,
      Sender sender,
      IntakeListener listener,
      ValueFormat format) {
    this.outputs = new Outputs(policy.topics(), format, times.wallClock());
    this.arrivals = new Arrivals(policy, format, outputs, times.wallClock());
    this.isOrdered = policy.order() == KafkaPolicy.Order.KEY;
    this.answerer = answerer;
    this.times = times;
    this.limit = limit;
    this.sender = sender;
    this.listener = listener;
  }

  /**
   * Takes all records, waiting for room where there is none. Records of a partition that was lost
   * since they were polled are passed over: whoever has it now gets them.
   *
   * @param polledIn generation of the group in which the records were polled
   * @return false if the limit was closed and nothing more will be taken
   */
  boolean take(ConsumerRecords<byte[], byte[]> records, int polledIn, Assignment assignment)
      throws InterruptedException {
    for (TopicPartition partition : records.partitions()) {
      PartitionLane lane = assignment.lane(partition);
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        if (lane == null || !lane.takes(polledIn)) {
          break;
        }
        if (lane.wasDone(record.offset())) {
          continue;
        }
        if (!limit.enter(InFlightEvent.sizeBytes(record))) {
          return false;
        }
        take(record, lane, polledIn);
      }
    }
    return true;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, PartitionLane lane, int polledIn)
      throws InterruptedException {
    Arrival arrival = read(record, lane, polledIn).orElse(null);
    if (arrival == null) {
      limit.leave(1, InFlightEvent.sizeBytes(record));
      return;
    }
    Trace trace = listener.taken(record);
    InFlightEvent event = new InFlightEvent(lane, record, arrival.timestampMs(), isOrdered, trace);
    sender.taken(event);
    switch (arrival) {
      case Arrival.Asked asked -> new Reply(event, asked).ask();
      case Arrival.Settled settled -> {
        if (settled.output() instanceof Output.DeadLetter letter) {
          trace.rejected(letter.rejection());
        }
        sender.answered(event, settled.output());
      }
    }
  }

  /**
   * Waits until it can be told what the record is.
   *
   * @return empty if the partition was lost, perhaps before, or the limit was closed meanwhile
   */
  private Optional<Arrival> read(
      ConsumerRecord<byte[], byte[]> record, PartitionLane lane, int polledIn)
      throws InterruptedException {
    while (lane.takes(polledIn)) {
      try {
        Arrival arrival = arrivals.read(record);
        waiting = null;
        return Optional.of(arrival);
      } catch (FormatAwayException away) {
        if (waiting == null) {
          LOG.log(Level.WARNING, "Events wait: {0}", away.getMessage());
        }
        waiting = away.getMessage();
        if (!limit.pause(PAUSE)) {
          break;
        }
      }
    }
    return Optional.empty();
  }

  /** What is waited for before anything more is taken. For every thread. */
  Optional<String> waiting() {
    return Optional.ofNullable(waiting);
  }

  /** Asks again what was handed back. For every thread. */
  void askAgain() {
    for (int i = handedBack.size(); i > 0; i--) {
      handedBack.remove().ask();
    }
  }

  /** Writes the answer down on the thread that found it, and leaves the rest to the sender. */
  private final class Reply implements Answerer.Reply {
    private final InFlightEvent event;
    private final Arrival.Asked asked;

    Reply(InFlightEvent event, Arrival.Asked asked) {
      this.event = event;
      this.asked = asked;
    }

    void ask() {
      TextEvent text = asked.decoded().event();
      long now = times.nanos();
      long deadline = times.deadlineNanos(text.deadlineMs(), asked.timestampMs(), now);
      long arrived = asked.abstention() == null ? now : times.nanosOf(asked.takenMs(), now);
      answerer.ask(text, arrived, deadline, this);
    }

    @Override
    public Trace trace() {
      return event.trace;
    }

    @Override
    public void answered(Prediction prediction) {
      event.trace.answered(prediction);
      settle(() -> outputs.answered(asked, prediction, event));
    }

    @Override
    public void deferred(Prediction abstention) {
      event.trace.deferred(abstention);
      settle(() -> outputs.deferred(asked, abstention, event.trace));
    }

    @Override
    public void rejected(Rejection rejection) {
      event.trace.rejected(rejection);
      settle(() -> outputs.deadLetter(asked.record(), rejection));
    }

    @Override
    public void unanswered() {
      handedBack.add(this);
    }

    /** Nothing may be thrown at an engine worker, and no event may vanish with it. */
    private void settle(Supplier<Output> output) {
      try {
        sender.answered(event, output.get());
      } catch (RuntimeException bug) {
        sender.failed(bug);
      }
    }
  }
}

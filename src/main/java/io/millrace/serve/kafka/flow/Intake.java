package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Answerer;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.kafka.codec.DeadLetterEncoder;
import io.millrace.serve.kafka.codec.Decoded;
import io.millrace.serve.kafka.codec.EventDecoder;
import io.millrace.serve.kafka.codec.PredictionEncoder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes records, as fast as there is room in flight, and asks for their answers.
 *
 * <p>{@link #take} is for one thread at a time.
 */
final class Intake {
  private final EventDecoder decoder;
  private final PredictionEncoder predictions;
  private final DeadLetterEncoder deadLetters;
  private final boolean isOrdered;
  private final Answerer answerer;
  private final EventTimes times;
  private final InFlightLimit limit;
  private final Sender sender;

  /** Events that were handed back, to be asked again; at most those in flight. */
  private final Queue<Reply> handedBack = new ConcurrentLinkedQueue<>();

  Intake(
      KafkaPolicy policy, Answerer answerer, EventTimes times, InFlightLimit limit, Sender sender) {
    this.decoder = new EventDecoder(policy.maxEventBytes());
    this.predictions = new PredictionEncoder(policy.topics().predictions(), times.wallClock());
    this.deadLetters = new DeadLetterEncoder(policy.topics().deadLetters());
    this.isOrdered = policy.order() == KafkaPolicy.Order.KEY;
    this.answerer = answerer;
    this.times = times;
    this.limit = limit;
    this.sender = sender;
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

  private void take(ConsumerRecord<byte[], byte[]> record, PartitionLane lane, int polledIn) {
    if (!lane.takes(polledIn)) { // It may have been lost while there was no room.
      limit.leave(1, InFlightEvent.sizeBytes(record));
      return;
    }
    InFlightEvent event = new InFlightEvent(lane, record, isOrdered);
    sender.taken(event);
    switch (decoder.decode(record)) {
      case Decoded.Event decoded -> new Reply(record, event, decoded).ask();
      case Decoded.Rejected rejected -> reject(record, event, rejected.rejection());
    }
  }

  /** Asks again what was handed back. For every thread. */
  void askAgain() {
    for (int i = handedBack.size(); i > 0; i--) {
      handedBack.remove().ask();
    }
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> record, InFlightEvent event, Rejection rejection) {
    sender.answered(
        event, new Output.DeadLetter(deadLetters.encode(record, rejection), rejection.kind()));
  }

  /** Writes the answer down on the thread that found it, and leaves the rest to the sender. */
  private final class Reply implements Answerer.Reply {
    private final ConsumerRecord<byte[], byte[]> record;
    private final InFlightEvent event;
    private final Decoded.Event decoded;

    Reply(ConsumerRecord<byte[], byte[]> record, InFlightEvent event, Decoded.Event decoded) {
      this.record = record;
      this.event = event;
      this.decoded = decoded;
    }

    void ask() {
      long now = times.nanos();
      long deadline = times.deadlineNanos(decoded.event().deadlineMs(), record.timestamp(), now);
      answerer.ask(decoded.event(), now, deadline, this);
    }

    @Override
    public void answered(Prediction prediction) {
      // Nothing may be thrown at an engine worker, and no event may vanish with it.
      try {
        ProducerRecord<byte[], byte[]> output =
            predictions.encode(record, decoded.envelope(), prediction);
        sender.answered(event, new Output.Answer(output, prediction.outcome()));
      } catch (RuntimeException bug) {
        sender.failed(bug);
      }
    }

    @Override
    public void rejected(Rejection rejection) {
      try {
        reject(record, event, rejection);
      } catch (RuntimeException bug) {
        sender.failed(bug);
      }
    }

    @Override
    public void unanswered() {
      handedBack.add(this);
    }
  }
}

package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What student processes say of an event to the teacher's.
 *
 * <p>Immutable.
 */
public sealed interface Escalation {
  /**
   * The students defer.
   *
   * @param event the event's record as the students read it: key, value, headers, timestamp and
   *     place are the original's
   * @param takenMs when they took it, on the wall clock
   * @param abstention what they know
   */
  record Deferred(ConsumerRecord<byte[], byte[]> event, long takenMs, Prediction abstention)
      implements Escalation {}

  /**
   * The students have answered: only its turn is waited for.
   *
   * @param prediction the record to write, but for its topic
   * @param timestampMs the event's
   */
  record Answered(ConsumerRecord<byte[], byte[]> prediction, long timestampMs, Outcome outcome)
      implements Escalation {}
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.event.Prediction;
import io.millrace.serve.kafka.codec.Decoded;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a record that came turned out to be.
 *
 * <p>Immutable.
 */
sealed interface Arrival {
  /** The event's own, in milliseconds, whatever process it has passed through. */
  long timestampMs();

  /**
   * To be asked.
   *
   * @param record the event's own: where it came from first
   * @param takenMs when it was first taken, on the wall clock
   * @param abstention what the students knew; null if nobody was asked yet
   */
  record Asked(
      ConsumerRecord<byte[], byte[]> record,
      Decoded.Event decoded,
      long takenMs,
      Prediction abstention)
      implements Arrival {
    @Override
    public long timestampMs() {
      return record.timestamp();
    }
  }

  /** Its output is known. */
  record Settled(long timestampMs, Output output) implements Arrival {}
}

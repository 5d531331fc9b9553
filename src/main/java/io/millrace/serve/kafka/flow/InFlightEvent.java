package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Trace;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event between its record and the commit that covers it.
 *
 * <p>What is final may be read by every thread; the rest is confined to the sending thread.
 */
final class InFlightEvent {
  final PartitionLane lane;
  final long offset;
  final long timestamp;
  final long sizeBytes;
  final Trace trace;

  /** Null when the event waits for nobody. */
  final ByteBuffer key;

  /** The offset after the event taken before it: what lies between holds no event. */
  long from;

  /** Null until there is an answer. */
  Output output;

  /** The next event of the same key; kept by {@link KeyOrder}. */
  InFlightEvent nextOfKey;

  /** No event of the same key is before it; kept by {@link KeyOrder}. */
  boolean isItsTurn;

  /**
   * An event as it was taken.
   *
   * @param timestampMs the event's own, which may be older than the record
   */
  InFlightEvent(
      PartitionLane lane,
      ConsumerRecord<byte[], byte[]> record,
      long timestampMs,
      boolean isOrdered,
      Trace trace) {
    this.lane = lane;
    this.offset = record.offset();
    this.from = offset;
    this.timestamp = timestampMs;
    this.sizeBytes = sizeBytes(record);
    this.trace = trace;
    this.key = isOrdered && record.key() != null ? ByteBuffer.wrap(record.key()) : null;
  }

  /** What a record in flight is counted at. */
  static long sizeBytes(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }
}

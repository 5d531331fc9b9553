package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes escalations: the event's record, or its prediction's, byte for byte, behind its headers
 * those of its trace, if it has one, and behind them one that holds all the rest.
 *
 * <pre>
 * millrace-escalation: version u8, topic, partition i32, offset i64, timestamp i64 (ms), kind u8, then
 *   kind DEFERRED: taken i64 (ms), stage, bundle, confidence f64, queue f64, service f64 (ms),
 *                  alternatives u8 * (label, confidence f64), headers of the trace u8 (absent: none)
 *   kind ANSWERED: outcome
 * </pre>
 *
 * <p>Strings as {@link java.io.DataOutput#writeUTF} writes them. Safe for use by many threads.
 */
public final class EscalationEncoder {
  static final String HEADER = "millrace-escalation";
  static final int VERSION = 1;
  static final int DEFERRED = 0;
  static final int ANSWERED = 1;

  /** A header of a deferral takes about 150 bytes. */
  private static final int INITIAL_BYTES = 256;

  private final String topic;

  /** Writes to one topic. */
  public EscalationEncoder(String topic) {
    this.topic = topic;
  }

  private interface Rest {
    void write(DataOutputStream to) throws IOException;
  }

  /**
   * Hands an event on that the students defer.
   *
   * @param traced headers with which a reader goes on with its trace
   */
  public ProducerRecord<byte[], byte[]> deferred(
      ConsumerRecord<byte[], byte[]> event,
      long takenMs,
      Prediction abstention,
      Map<String, String> traced) {
    byte[] header = header(event, to -> writeDeferred(to, takenMs, abstention, traced.size()));
    return record(event.key(), event.value(), event.headers(), traced, header);
  }

  /**
   * Hands on an answer, to be written in its turn.
   *
   * @param prediction the record to write, whatever its topic
   */
  public ProducerRecord<byte[], byte[]> answered(
      ConsumerRecord<byte[], byte[]> event,
      ProducerRecord<byte[], byte[]> prediction,
      Outcome outcome) {
    byte[] header =
        header(
            event,
            to -> {
              to.writeByte(ANSWERED);
              to.writeUTF(outcome.name());
            });
    return record(prediction.key(), prediction.value(), prediction.headers(), Map.of(), header);
  }

  private ProducerRecord<byte[], byte[]> record(
      byte[] key, byte[] value, Headers headers, Map<String, String> traced, byte[] header) {
    Headers all = new RecordHeaders(headers);
    for (Map.Entry<String, String> added : traced.entrySet()) {
      all.add(added.getKey(), added.getValue().getBytes(UTF_8));
    }
    all.add(HEADER, header);
    return new ProducerRecord<>(topic, null, null, key, value, all);
  }

  private static byte[] header(ConsumerRecord<?, ?> event, Rest rest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    try (DataOutputStream to = new DataOutputStream(bytes)) {
      to.writeByte(VERSION);
      to.writeUTF(event.topic());
      to.writeInt(event.partition());
      to.writeLong(event.offset());
      to.writeLong(event.timestamp());
      rest.write(to);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Bug: memory cannot be written", impossible);
    }
    return bytes.toByteArray();
  }

  private static void writeDeferred(
      DataOutputStream to, long takenMs, Prediction abstention, int traced) throws IOException {
    to.writeByte(DEFERRED);
    to.writeLong(takenMs);
    to.writeUTF(abstention.stage());
    to.writeUTF(abstention.bundle());
    to.writeDouble(abstention.confidence());
    to.writeDouble(abstention.timings().queueMs());
    to.writeDouble(abstention.timings().serviceMs());
    to.writeByte(abstention.alternatives().size());
    for (Prediction.Alternative alternative : abstention.alternatives()) {
      to.writeUTF(alternative.label());
      to.writeDouble(alternative.confidence());
    }
    if (traced > 0) {
      to.writeByte(traced);
    }
  }
}

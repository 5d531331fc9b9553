package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Reads what {@link EscalationEncoder} wrote.
 *
 * <p>Safe for use by many threads.
 */
public final class EscalationDecoder {
  private EscalationDecoder() {}

  /** The escalation in a record; empty if there is none, whatever the record is. */
  public static Optional<Escalation> decode(ConsumerRecord<byte[], byte[]> record) {
    Header[] headers = record.headers().toArray();
    if (headers.length == 0
        || !headers[headers.length - 1].key().equals(EscalationEncoder.HEADER)
        || headers[headers.length - 1].value() == null) {
      return Optional.empty();
    }
    ByteArrayInputStream bytes = new ByteArrayInputStream(headers[headers.length - 1].value());
    try (DataInputStream from = new DataInputStream(bytes)) {
      return read(from, record);
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Where an event came from. */
  private record Place(String topic, int partition, long offset, long timestamp) {}

  private static Optional<Escalation> read(
      DataInputStream from, ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (from.readUnsignedByte() != EscalationEncoder.VERSION) {
      return Optional.empty();
    }
    Place place = new Place(from.readUTF(), from.readInt(), from.readLong(), from.readLong());
    return switch (from.readUnsignedByte()) {
      case EscalationEncoder.DEFERRED -> Optional.of(deferred(from, record, place));
      case EscalationEncoder.ANSWERED ->
          Optional.of(
              new Escalation.Answered(
                  original(record, place, 0), place.timestamp(), Outcome.valueOf(from.readUTF())));
      default -> Optional.empty();
    };
  }

  /**
   * The record as it was before the students wrote behind its headers.
   *
   * @param traced headers of its trace that they wrote
   */
  private static ConsumerRecord<byte[], byte[]> original(
      ConsumerRecord<byte[], byte[]> record, Place place, int traced) {
    List<Header> headers = Arrays.asList(record.headers().toArray());
    int left = headers.size() - 1 - traced;
    if (left < 0) {
      throw new IllegalArgumentException("%d headers are not there".formatted(traced));
    }
    return new ConsumerRecord<>(
        place.topic(),
        place.partition(),
        place.offset(),
        place.timestamp(),
        TimestampType.CREATE_TIME,
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        record.value(),
        new RecordHeaders(headers.subList(0, left)),
        Optional.empty());
  }

  private static Escalation deferred(
      DataInputStream from, ConsumerRecord<byte[], byte[]> record, Place place) throws IOException {
    long takenMs = from.readLong();
    String stage = from.readUTF();
    String bundle = from.readUTF();
    double confidence = from.readDouble();
    Prediction.Timings timings = new Prediction.Timings(from.readDouble(), from.readDouble(), 0);
    List<Prediction.Alternative> alternatives = new ArrayList<>();
    for (int left = from.readUnsignedByte(); left > 0; left--) {
      alternatives.add(new Prediction.Alternative(from.readUTF(), from.readDouble()));
    }
    Prediction abstention =
        new Prediction(
            null, null, confidence, stage, bundle, Outcome.ABSTAINED, alternatives, null, timings);
    int traced = Math.max(0, from.read());
    return new Escalation.Deferred(original(record, place, traced), takenMs, abstention);
  }
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Part;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.kafka.codec.Decoded;
import io.millrace.serve.kafka.codec.Escalation;
import io.millrace.serve.kafka.codec.EscalationDecoder;
import io.millrace.serve.kafka.codec.EventDecoder;
import io.millrace.serve.kafka.codec.ValueFormat;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads what comes: events, or, where the teacher is asked alone, what the students made of them.
 *
 * <p>Safe for use by many threads.
 */
final class Arrivals {
  private final EventDecoder decoder;
  private final Outputs outputs;
  private final boolean isEscalated;
  private final InstantSource wallClock;

  Arrivals(KafkaPolicy policy, ValueFormat format, Outputs outputs, InstantSource wallClock) {
    this.decoder = new EventDecoder(policy.maxEventBytes(), format);
    this.outputs = outputs;
    this.isEscalated = policy.topics().split().part() == Part.TEACHER;
    this.wallClock = wallClock;
  }

  /**
   * What can never be read is settled by a dead letter.
   *
   * @throws io.millrace.serve.kafka.codec.FormatAwayException if that cannot be told now
   */
  Arrival read(ConsumerRecord<byte[], byte[]> record) {
    return isEscalated ? escalated(record) : event(record, wallClock.millis(), null);
  }

  private Arrival escalated(ConsumerRecord<byte[], byte[]> record) {
    return switch (EscalationDecoder.decode(record).orElse(null)) {
      case Escalation.Deferred deferred ->
          event(deferred.event(), deferred.takenMs(), deferred.abstention());
      case Escalation.Answered answered ->
          new Arrival.Settled(answered.timestampMs(), outputs.answered(answered));
      case null ->
          rejected(record, Rejection.badEvent("not an escalation that this version reads"));
    };
  }

  private Arrival event(
      ConsumerRecord<byte[], byte[]> record, long takenMs, Prediction abstention) {
    return switch (decoder.decode(record)) {
      case Decoded.Event decoded -> new Arrival.Asked(record, decoded, takenMs, abstention);
      case Decoded.Rejected rejected -> rejected(record, rejected.rejection());
    };
  }

  private Arrival rejected(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {
    return new Arrival.Settled(record.timestamp(), outputs.deadLetter(record, rejection));
  }
}

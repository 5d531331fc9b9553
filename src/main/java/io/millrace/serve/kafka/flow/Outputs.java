package io.millrace.serve.kafka.flow;

import io.millrace.serve.cascade.Part;
import io.millrace.serve.cascade.Trace;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.kafka.codec.DeadLetterEncoder;
import io.millrace.serve.kafka.codec.Escalation;
import io.millrace.serve.kafka.codec.EscalationEncoder;
import io.millrace.serve.kafka.codec.PredictionEncoder;
import io.millrace.serve.kafka.codec.ValueFormat;
import io.millrace.serve.kafka.trace.RecordTraces;
import io.millrace.serve.kafka.trace.TraceHeaders;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes down what leaves for an event.
 *
 * <p>Students pass on what they defer. Where order is kept they pass on their answers too: the
 * escalations of a key lie in one partition in the order of its events, and the teacher's process
 * writes all of its predictions in that order.
 *
 * <p>Safe for use by many threads.
 */
final class Outputs {
  private final String predictionTopic;
  private final PredictionEncoder predictions;
  private final DeadLetterEncoder deadLetters;
  private final EscalationEncoder escalations;
  private final boolean isStudents;
  private final Trace.Step sendingPrediction;
  private final Trace.Step sendingEscalation;

  Outputs(KafkaPolicy.Topics topics, ValueFormat format, InstantSource wallClock) {
    this.predictionTopic = topics.predictions();
    this.predictions = new PredictionEncoder(topics.predictions(), wallClock, format);
    this.deadLetters = new DeadLetterEncoder(topics.deadLetters());
    this.escalations = new EscalationEncoder(topics.split().topic());
    this.sendingPrediction = RecordTraces.sending(topics.predictions());
    this.sendingEscalation = RecordTraces.sending(topics.split().topic());
    this.isStudents = topics.split().part() == Part.STUDENTS;
  }

  /**
   * The event has its answer.
   *
   * @param event tells whether it has a place among others of its key
   */
  Output answered(Arrival.Asked asked, Prediction prediction, InFlightEvent event) {
    Prediction whole =
        asked.abstention() == null ? prediction : prediction.following(asked.abstention());
    ProducerRecord<byte[], byte[]> record =
        predictions.encode(asked.record(), asked.decoded().envelope(), whole);
    boolean isPassedOn = isStudents && event.key != null;
    if (event.trace != Trace.NONE) {
      TraceHeaders.replace(
          record.headers(),
          event.trace.leaving(isPassedOn ? sendingEscalation : sendingPrediction));
    }
    return isPassedOn
        ? new Output.Passed(escalations.answered(asked.record(), record, whole.outcome()))
        : new Output.Answer(record, whole.outcome());
  }

  /** The event had its answer when it came here. */
  Output answered(Escalation.Answered answered) {
    ConsumerRecord<byte[], byte[]> prediction = answered.prediction();
    return new Output.Answer(
        new ProducerRecord<>(
            predictionTopic,
            null,
            null,
            prediction.key(),
            prediction.value(),
            prediction.headers()),
        answered.outcome());
  }

  /** The teacher must be asked, elsewhere. */
  Output deferred(Arrival.Asked asked, Prediction abstention, Trace trace) {
    return new Output.Passed(
        escalations.deferred(
            asked.record(), asked.takenMs(), abstention, trace.leaving(sendingEscalation)));
  }

  /** The event can never be answered. */
  Output deadLetter(ConsumerRecord<byte[], byte[]> record, Rejection rejection) {
    String place = "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
    return new Output.DeadLetter(deadLetters.encode(record, rejection), place, rejection);
  }
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.event.ErrorKind;
import io.millrace.serve.event.Outcome;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What leaves for an event.
 *
 * <p>Immutable.
 */
sealed interface Output {
  ProducerRecord<byte[], byte[]> record();

  /** A prediction. */
  record Answer(ProducerRecord<byte[], byte[]> record, Outcome outcome) implements Output {}

  /** A dead letter. */
  record DeadLetter(ProducerRecord<byte[], byte[]> record, ErrorKind kind) implements Output {}

  /** An escalation: the answer is another process's affair. */
  record Passed(ProducerRecord<byte[], byte[]> record) implements Output {}
}

package io.millrace.serve.kafka.flow;

import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Rejection;
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

  /**
   * A dead letter.
   *
   * @param place topic, partition and offset of the record that cannot be answered
   */
  record DeadLetter(ProducerRecord<byte[], byte[]> record, String place, Rejection rejection)
      implements Output {}

  /** An escalation: the answer is another process's affair. */
  record Passed(ProducerRecord<byte[], byte[]> record) implements Output {}
}

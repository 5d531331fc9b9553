package io.millrace.serve.kafka.flow;

import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The producer, as this package needs it. As an executor it runs actions one after the other on the
 * sending thread, the only one that may call {@link #send}: sending blocks while Kafka is away.
 */
public interface Outbox extends Executor {
  /**
   * Sends one record.
   *
   * @param whenDone called once, on any thread, with null or the reason why the record was finally
   *     not written
   */
  void send(ProducerRecord<byte[], byte[]> record, Callback whenDone);
}

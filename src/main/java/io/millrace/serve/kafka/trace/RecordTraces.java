package io.millrace.serve.kafka.trace;

import io.millrace.serve.cascade.Trace;
import io.millrace.serve.cascade.Tracing;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Begins the traces of records, which go on with those of their headers.
 *
 * <p>Safe for use by many threads.
 *
 * @param group that reads the records
 * @param wallClock the producers', as well as machines agree
 */
public record RecordTraces(Tracing tracing, String group, InstantSource wallClock) {
  /** A record was taken. */
  public Trace taken(ConsumerRecord<byte[], byte[]> record) {
    long waitedMs = record.timestamp() < 0 ? 0 : wallClock.millis() - record.timestamp();
    return tracing.begin(
        Messaging.process(record, group, Math.max(0, waitedMs)),
        name -> TraceHeaders.value(record.headers(), name));
  }

  /** What is sent to a topic. */
  public static Trace.Step sending(String topic) {
    return Messaging.send(topic);
  }
}

package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as a consumer would hand them over: {@code events-3}, offset 17. */
final class Records {
  static final long TIMESTAMP = 1_700_000_000_123L;

  private Records() {}

  static ConsumerRecord<byte[], byte[]> json(String value, String... headers) {
    return of(value.getBytes(UTF_8), headers);
  }

  /** Headers by name and value in turn. */
  static ConsumerRecord<byte[], byte[]> of(byte[] value, String... headers) {
    Headers all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return of(value, all);
  }

  static ConsumerRecord<byte[], byte[]> of(byte[] value, Headers headers) {
    byte[] key = "conversation".getBytes(UTF_8);
    return new ConsumerRecord<>(
        "events",
        3,
        17,
        TIMESTAMP,
        TimestampType.CREATE_TIME,
        key.length,
        value == null ? -1 : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }

  static String header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}

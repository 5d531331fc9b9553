package io.millrace.serve.kafka.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Headers of a record as text. */
public final class TraceHeaders {
  private TraceHeaders() {}

  /** The last of a name, as with all of Kafka's own tracers; null if there is none. */
  static String value(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /** Puts these in the place of all of their names. */
  public static void replace(Headers headers, Map<String, String> by) {
    by.keySet().forEach(headers::remove);
    add(headers, by);
  }

  /** Puts these behind all others. */
  public static void add(Headers headers, Map<String, String> added) {
    added.forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
  }
}

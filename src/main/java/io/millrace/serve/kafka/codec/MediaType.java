package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A content type without its parameters, but for the character set.
 *
 * <p>Immutable. Source: RFC 9110, section 8.3.1.
 *
 * @param name {@code type/subtype} in lower case; empty when there is none
 * @param charset in lower case; empty when it is not given
 */
record MediaType(String name, String charset) {
  static final String HEADER = "content-type";
  private static final MediaType NONE = new MediaType("", "");

  /** The last {@code content-type} header's. */
  static MediaType of(Headers headers) {
    MediaType last = NONE;
    for (Header header : headers) {
      if (header.key().equalsIgnoreCase(HEADER) && header.value() != null) {
        last = parse(new String(header.value(), UTF_8));
      }
    }
    return last;
  }

  static MediaType parse(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
    String charset = "";
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("charset=")) {
        charset = parameter.substring("charset=".length()).replace("\"", "");
      }
    }
    return new MediaType(parts.length == 0 ? "" : parts[0].strip(), charset);
  }

  boolean isPlainText() {
    return name.equals("text/plain");
  }

  boolean isStructuredCloudEvent() {
    return name.startsWith("application/cloudevents");
  }

  boolean isUtf8() {
    return charset.isEmpty() || charset.equals("utf-8") || charset.equals("us-ascii");
  }
}

package io.millrace.serve.quality;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Whose events are told apart, by a header: only those that are named, so that their number is
 * bounded whatever the header holds.
 *
 * <p>Immutable.
 *
 * @param header its name; empty: nobody's
 */
public record Tenants(Optional<String> header, Set<String> names) {
  /** Everybody's events together. */
  static final String ALL = "all";

  /** Those of tenants that are not named. */
  static final String OTHER = "other";

  String of(Headers headers) {
    if (header.isEmpty()) {
      return ALL;
    }
    Header found = headers.lastHeader(header.get());
    String name = found == null || found.value() == null ? "" : new String(found.value(), UTF_8);
    return names.contains(name) ? name : OTHER;
  }
}

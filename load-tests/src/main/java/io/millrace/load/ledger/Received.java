package io.millrace.load.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.load.traffic.Generator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What the service wrote.
 *
 * <p>Immutable.
 *
 * @param id the event's name, as its header says; null if it has none
 * @param isDeadLetter no prediction
 */
public record Received(String id, String key, byte[] value, boolean isDeadLetter) {
  private static final Pattern BUNDLE = Pattern.compile("\"bundle\":\"([^\"]*)\"");
  private static final Pattern TOTAL = Pattern.compile("\"totalMs\":([0-9.Ee+-]+)");

  static Received of(ConsumerRecord<byte[], byte[]> record, boolean isDeadLetter) {
    Header id = record.headers().lastHeader(Generator.HEADER);
    return new Received(
        id == null ? null : new String(id.value(), UTF_8),
        record.key() == null ? "" : new String(record.key(), UTF_8),
        record.value(),
        isDeadLetter);
  }

  /** The same event, but answered so. */
  public Received answered(byte[] prediction) {
    return new Received(id, key, prediction, false);
  }

  /** The bundle that the prediction names; empty if it names none. */
  public String bundle() {
    Matcher named = BUNDLE.matcher(new String(value, UTF_8));
    return named.find() ? named.group(1) : "";
  }

  /** How long the service had the event, as it says; negative if it does not. */
  double serviceMs() {
    Matcher said = TOTAL.matcher(new String(value, UTF_8));
    return said.find() ? Double.parseDouble(said.group(1)) : -1;
  }

  /** Whether the prediction says that it answers this event. */
  boolean names(String event) {
    return new String(value, UTF_8).contains("\"id\":\"" + event + "\"");
  }
}

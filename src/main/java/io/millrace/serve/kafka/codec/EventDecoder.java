package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads an event from a record: JSON, plain text, or a CloudEvent around either. Whatever the bytes
 * are, the answer is an event or a rejection, never an exception.
 *
 * <p>Which form it is, the headers say: {@code content-type: application/cloudevents+json} is a
 * structured CloudEvent, {@code ce_specversion} a binary one, {@code content-type: text/plain}
 * plain text; all else is JSON, or what the {@link ValueFormat} makes of it.
 *
 * <p>Safe for use by many threads.
 */
public final class EventDecoder {
  private static final Envelope BARE = new Envelope.Bare();
  private static final Envelope BINARY = new Envelope.BinaryCloudEvent();

  private final int maxBytes;
  private final Json json;
  private final ValueFormat format;

  /**
   * Sets the limits.
   *
   * @param maxBytes the largest value that is read
   */
  public EventDecoder(int maxBytes) {
    this(maxBytes, ValueFormat.JSON);
  }

  /**
   * Sets the limits, and what values are.
   *
   * @param maxBytes the largest value that is read
   */
  public EventDecoder(int maxBytes, ValueFormat format) {
    this.maxBytes = maxBytes;
    this.json = new Json(maxBytes);
    this.format = format;
  }

  /**
   * Never quotes the value.
   *
   * @throws FormatAwayException if it cannot be told now what the record is; nothing else is thrown
   */
  public Decoded decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      Decoded.Event decoded = read(record);
      return record.key() == null
          ? decoded
          : new Decoded.Event(decoded.event().of(record.key()), decoded.envelope());
    } catch (BadEventException bad) {
      return new Decoded.Rejected(Rejection.badEvent(bad.getMessage()));
    }
  }

  private Decoded.Event read(ConsumerRecord<byte[], byte[]> record) throws BadEventException {
    byte[] value = record.value();
    if (value == null) {
      throw new BadEventException("the value is null (a tombstone)");
    }
    if (value.length > maxBytes) {
      throw new BadEventException(
          "the value has " + value.length + " bytes; at most " + maxBytes + " are read");
    }
    MediaType type = MediaType.of(record.headers());
    if (type.isStructuredCloudEvent()) {
      return structured(type, Utf8.decode(value));
    }
    String text =
        type.isPlainText()
            ? Utf8.decode(value)
            : format.json(record.topic(), record.headers(), value);
    if (record.headers().lastHeader(CloudEvents.HEADER_PREFIX + "specversion") != null) {
      return new Decoded.Event(event(type, text, binaryId(record.headers())), BINARY);
    }
    return new Decoded.Event(event(type, text, position(record)), BARE);
  }

  private Decoded.Event structured(MediaType type, String text) throws BadEventException {
    if (!type.name().equals("application/cloudevents+json")) {
      throw new BadEventException(
          "of the CloudEvent formats only application/cloudevents+json is read");
    }
    CloudEventJson cloudEvent = CloudEventJson.parse(json, text);
    TextEvent event = event(cloudEvent.contentType(), cloudEvent.data(), cloudEvent.id());
    return new Decoded.Event(event, new Envelope.StructuredCloudEvent(cloudEvent.kept()));
  }

  private TextEvent event(MediaType type, String text, String defaultId) throws BadEventException {
    if (!type.isUtf8()) {
      throw new BadEventException("the charset of the content type is not UTF-8");
    }
    return type.isPlainText()
        ? PlainText.event(text, defaultId)
        : EventJson.parse(json, text, defaultId);
  }

  private static String binaryId(Headers headers) throws BadEventException {
    CloudEvents.Attributes attributes = name -> attribute(headers, name);
    CloudEvents.require(attributes);
    return attributes.get("id");
  }

  private static String attribute(Headers headers, String name) throws BadEventException {
    Header header = headers.lastHeader(CloudEvents.HEADER_PREFIX + name);
    return header == null || header.value() == null ? null : Utf8.decode(header.value());
  }

  /** {@code topic-partition-offset}: the record's name in the cluster. */
  static String position(ConsumerRecord<?, ?> record) {
    return record.topic() + "-" + record.partition() + "-" + record.offset();
  }
}

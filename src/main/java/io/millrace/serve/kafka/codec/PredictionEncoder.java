package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.event.Prediction;
import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes a prediction as the record that answers an event's record: same key, the event's headers
 * ({@code traceparent} among them), the content type of what is written, and a CloudEvent where one
 * came in, in the same mode.
 *
 * <p>A CloudEvent's id is the position of the event's record, so that a prediction written twice
 * (after a crash) can be told by id and source.
 *
 * <p>Safe for use by many threads.
 */
public final class PredictionEncoder {
  private static final byte[] STRUCTURED = "application/cloudevents+json".getBytes(UTF_8);

  /** Attributes of the event that are not the prediction's; subject and extensions are. */
  private static final Set<String> REPLACED =
      Set.of(
          "ce_specversion",
          "ce_id",
          "ce_source",
          "ce_type",
          "ce_time",
          "ce_dataschema",
          "ce_datacontenttype");

  private final String topic;
  private final InstantSource clock;
  private final ValueFormat format;

  /**
   * Writes to one topic.
   *
   * @param clock dates CloudEvents
   */
  public PredictionEncoder(String topic, InstantSource clock) {
    this(topic, clock, ValueFormat.JSON);
  }

  /**
   * Writes to one topic, in a format.
   *
   * @param clock dates CloudEvents
   */
  public PredictionEncoder(String topic, InstantSource clock, ValueFormat format) {
    this.topic = topic;
    this.clock = clock;
    this.format = format;
  }

  /** The answer to {@code record}. */
  public ProducerRecord<byte[], byte[]> encode(
      ConsumerRecord<byte[], byte[]> record, Envelope envelope, Prediction prediction) {
    Headers headers = new RecordHeaders();
    for (Header header : record.headers()) {
      if (isKept(header.key(), envelope)) {
        headers.add(header);
      }
    }
    byte[] value =
        switch (envelope) {
          case Envelope.Bare _ -> format.prediction(headers, prediction);
          case Envelope.BinaryCloudEvent _ -> binary(headers, record, prediction);
          case Envelope.StructuredCloudEvent event ->
              structured(headers, record, event, prediction);
        };
    return new ProducerRecord<>(topic, null, null, record.key(), value, headers);
  }

  private static boolean isKept(String name, Envelope envelope) {
    return !name.equalsIgnoreCase(MediaType.HEADER)
        && !(envelope instanceof Envelope.BinaryCloudEvent && REPLACED.contains(name));
  }

  private byte[] binary(Headers headers, ConsumerRecord<?, ?> record, Prediction prediction) {
    addAttribute(headers, "specversion", CloudEvents.SPEC_VERSION);
    addAttribute(headers, "id", EventDecoder.position(record));
    addAttribute(headers, "source", CloudEvents.SOURCE);
    addAttribute(headers, "type", CloudEvents.TYPE);
    addAttribute(headers, "time", clock.instant().toString());
    return format.prediction(headers, prediction);
  }

  private static void addAttribute(Headers headers, String name, String value) {
    headers.add(CloudEvents.HEADER_PREFIX + name, value.getBytes(UTF_8));
  }

  private byte[] structured(
      Headers headers,
      ConsumerRecord<?, ?> record,
      Envelope.StructuredCloudEvent event,
      Prediction prediction) {
    headers.add(MediaType.HEADER, STRUCTURED);
    return PredictionJson.structured(
        prediction, EventDecoder.position(record), clock.instant(), event.kept());
  }
}

package io.millrace.serve.kafka.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.serve.event.Prediction;
import org.apache.kafka.common.header.Headers;

/**
 * What values are on the wire: events that are neither plain text nor a structured CloudEvent, and
 * predictions that are no structured CloudEvent.
 *
 * <p>Safe for use by many threads.
 */
public interface ValueFormat {
  /** They are JSON. */
  ValueFormat JSON =
      new ValueFormat() {
        private final byte[] type = "application/json".getBytes(UTF_8);

        @Override
        public String json(String topic, Headers headers, byte[] value) throws BadEventException {
          return Utf8.decode(value);
        }

        @Override
        public byte[] prediction(Headers headers, Prediction prediction) {
          headers.add(MediaType.HEADER, type);
          return PredictionJson.bare(prediction);
        }
      };

  /**
   * An event's members as JSON.
   *
   * @throws BadEventException if they can never be read
   * @throws FormatAwayException if that cannot be told now
   */
  String json(String topic, Headers headers, byte[] value) throws BadEventException;

  /**
   * A prediction's value; its content type is added to the headers. Asked only after an event has
   * been read, and never waits.
   */
  byte[] prediction(Headers headers, Prediction prediction);
}

package io.millrace.serve.kafka.codec;

import java.util.Map;

/**
 * The form in which an event came, and so the form in which its prediction leaves.
 *
 * <p>Immutable.
 */
public sealed interface Envelope {
  /** JSON or plain text: the prediction is bare JSON. */
  record Bare() implements Envelope {}

  /** A CloudEvent whose attributes are headers. */
  record BinaryCloudEvent() implements Envelope {}

  /**
   * A CloudEvent whose attributes and data are one JSON object.
   *
   * @param kept the attributes that the prediction inherits (subject and extensions), name to raw
   *     JSON, in order
   */
  record StructuredCloudEvent(Map<String, String> kept) implements Envelope {}
}

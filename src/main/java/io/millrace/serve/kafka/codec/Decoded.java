package io.millrace.serve.kafka.codec;

import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;

/**
 * What a record turned out to be.
 *
 * <p>Immutable.
 */
public sealed interface Decoded {
  /** An event to answer, and the form its answer takes. */
  record Event(TextEvent event, Envelope envelope) implements Decoded {}

  /** A record that can never be answered. */
  record Rejected(Rejection rejection) implements Decoded {}
}

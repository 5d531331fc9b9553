package io.millrace.serve.event;

import java.util.OptionalLong;

/**
 * One event, as the cascade sees it.
 *
 * <p>Immutable by agreement: nobody writes to {@code key}.
 *
 * @param id the event's own, or {@code topic-partition-offset}
 * @param text what to classify; not blank
 * @param deadlineMs milliseconds after the record's timestamp at which an answer is useless
 * @param priority higher goes first; 0 unless given
 * @param context any JSON, echoed byte for byte; null when absent
 * @param key of the conversation; null for an event that belongs to none
 */
public record TextEvent(
    String id, String text, OptionalLong deadlineMs, int priority, String context, byte[] key) {
  /** One that belongs to no conversation. */
  public TextEvent(String id, String text, OptionalLong deadlineMs, int priority, String context) {
    this(id, text, deadlineMs, priority, context, null);
  }

  /** The same event in a conversation. */
  public TextEvent of(byte[] conversation) {
    return new TextEvent(id, text, deadlineMs, priority, context, conversation);
  }

  /** The lot that its conversation, or else the event, has drawn: 0..1. */
  public double lot(Draw draw) {
    return key == null ? draw.of(id) : draw.of(key);
  }
}

package io.millrace.serve.event;

import java.util.OptionalLong;

/**
 * One event, as the cascade sees it.
 *
 * <p>Immutable.
 *
 * @param id the event's own, or {@code topic-partition-offset}
 * @param text what to classify; not blank
 * @param deadlineMs milliseconds after the record's timestamp at which an answer is useless
 * @param priority higher goes first; 0 unless given
 * @param context any JSON, echoed byte for byte; null when absent
 */
public record TextEvent(
    String id, String text, OptionalLong deadlineMs, int priority, String context) {}

package io.millrace.compress.teach;

/**
 * A text without a label, and what a teacher says of it.
 *
 * <p>Immutable by agreement.
 */
public record TaughtText(String text, Answer answer) {}

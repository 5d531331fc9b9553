package io.millrace.compress.data;

/**
 * One line of a data set.
 *
 * <p>Immutable.
 */
public record LabelledUtterance(String text, String label) {}

/**
 * Utterances on disk: labelled ones by split, unlabelled ones a line each.
 *
 * <p>May import {@code model.bundle} and {@code model.text}; the only package of the toolkit that
 * parses JSON lines and {@code .xz}.
 */
package io.millrace.compress.data;

/**
 * The training loop: from labels, from a teacher's logits, from plain text.
 *
 * <p>May import {@code compress.arch}, {@code compress.data} and {@code model}.
 */
package io.millrace.compress.train;
